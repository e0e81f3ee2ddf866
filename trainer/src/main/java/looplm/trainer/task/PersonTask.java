package looplm.trainer.task;

import java.util.List;

/** {@code bob boss friend} asks for a person; the level counts the hops, and k hops need k recurrent steps. */
record PersonTask(NanoWorld world) implements Task {

    @Override
    public String name() {
        return "kb";
    }

    @Override
    public int firstLevel() {
        return 1;
    }

    @Override
    public int lastLevel() {
        return 4;
    }

    @Override
    public int size(int level) {
        return Chain.count(level);
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var chain = Chain.at(world, level, index);
        return new TaskItem(name(), level, chain.words(), List.of(chain.end()));
    }

    @Override
    public boolean seen(int level) {
        return level == 1;
    }

    @Override
    public double chance(int level) {
        return 1.0 / NanoWorld.NAMES.size();
    }
}
