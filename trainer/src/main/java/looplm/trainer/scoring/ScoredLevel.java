package looplm.trainer.scoring;

import java.util.List;

/**
 * One level of a task, scored.
 *
 * @param task name of the task
 * @param level its level
 * @param seen whether it was trained in full, so that it measures recall
 * @param chance accuracy of a uniform guess
 * @param items its scored questions
 */
public record ScoredLevel(String task, int level, boolean seen, double chance, List<ScoredItem> items) {

    public ScoredLevel {
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("items: none for %s %d (expected: at least one)".formatted(task, level));
        }
    }

    /** Questions answered right after this many steps. */
    public int right(int recurrentSteps) {
        return (int)
                items.stream().filter(item -> item.rightAfter(recurrentSteps)).count();
    }

    /** Share of right answers after this many steps. */
    public double accuracy(int recurrentSteps) {
        return (double) right(recurrentSteps) / items.size();
    }
}
