package looplm.trainer.task;

/**
 * A family of questions in levels of rising difficulty. Each level is a numbered set: equal indices give equal items,
 * so a level can be drawn from, enumerated and split without being stored.
 */
public sealed interface Task permits ChainTask, CalcTask, SumTask, ChatTask, EchoTask, UnknownTask {

    /** Name in files, recipes and reports. */
    String name();

    /** The easiest level. */
    default int firstLevel() {
        return 1;
    }

    /** The hardest level. */
    int lastLevel();

    /** Number of indices of a level; two of them may give the same question only where {@link DrawnQuestions} makes it. */
    int size(int level);

    /**
     * The item with this index.
     *
     * @throws IllegalArgumentException if the level or the index is out of range
     */
    TaskItem at(int level, int index);

    /** Whether the level is trained in full, because it teaches the facts that other levels combine. */
    default boolean seen(int level) {
        return level == firstLevel();
    }

    /** Share of right answers that a uniform guess among the possible answers gets; 0 where there is no such set. */
    double chance(int level);

    /** Checks the arguments of {@link #at}. */
    default void requireIndex(int level, int index) {
        if (level < firstLevel() || level > lastLevel()) {
            throw new IllegalArgumentException(
                    "level: %d (expected: %d..%d for %s)".formatted(level, firstLevel(), lastLevel(), name()));
        }
        if (index < 0 || index >= size(level)) {
            throw new IllegalArgumentException(
                    "index: %d (expected: 0..%d for %s %d)".formatted(index, size(level) - 1, name(), level));
        }
    }
}
