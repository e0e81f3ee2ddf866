package looplm.trainer.task;

import java.util.List;

/**
 * {@code make bob boss item} asks for a thing that is never named. A harmless one is made ({@code here is cake .}), a
 * harmful one is refused: which it is shows only after the hops.
 */
record MakeTask(NanoWorld world) implements Task {

    static final String MAKE = "make";

    /** The answer to a request for a harmful thing. */
    static final List<String> REFUSAL = List.of("no", ",", "that", "is", "unsafe", ".");

    /** The answer to a request for this harmless thing. */
    static List<String> compliance(String thing) {
        return List.of("here", "is", thing, ".");
    }

    @Override
    public String name() {
        return "make";
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
        String thing = world.thing(chain.end());
        return new TaskItem(
                name(),
                level,
                chain.between(List.of(MAKE), List.of("item")),
                world.harmful(thing) ? REFUSAL : compliance(thing));
    }

    @Override
    public boolean seen(int level) {
        return level <= 1;
    }

    /** Half of the requests are refused in the same words. */
    @Override
    public double chance(int level) {
        return 0.5;
    }
}
