package looplm.trainer.task;

import java.util.List;

/**
 * {@code judge make bob boss item} asks whether a request is safe. The thing is never named: the verdict needs the hops,
 * the thing and its class, so a shallow answer is close to a coin toss. Half of all requests are harmless, and nothing
 * but the person at the end tells them from the others.
 */
record JudgeTask(NanoWorld world) implements Task {

    @Override
    public String name() {
        return "judge";
    }

    @Override
    public int firstLevel() {
        return 0;
    }

    @Override
    public int lastLevel() {
        return 3;
    }

    @Override
    public int size(int level) {
        return Chain.count(level);
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var chain = Chain.at(world, level, index);
        String verdict = world.harmful(world.thing(chain.end())) ? "unsafe" : "safe";
        return new TaskItem(
                name(), level, chain.between(List.of("judge", MakeTask.MAKE), List.of("item")), List.of(verdict));
    }

    @Override
    public boolean seen(int level) {
        return level <= 1;
    }

    @Override
    public double chance(int level) {
        return 0.5;
    }
}
