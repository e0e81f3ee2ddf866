package looplm.trainer.task;

import java.util.List;

/** {@code bob boss item} asks for the thing of a person; the level counts the hops before it. */
record ItemTask(NanoWorld world) implements Task {

    @Override
    public String name() {
        return "item";
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
        return new TaskItem(
                name(), level, chain.between(List.of(), List.of("item")), List.of(world.thing(chain.end())));
    }

    @Override
    public boolean seen(int level) {
        return level <= 1;
    }

    @Override
    public double chance(int level) {
        return 1.0 / NanoWorld.THINGS.size();
    }
}
