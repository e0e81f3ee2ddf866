package looplm.inference.engine.model;

import java.util.List;

/**
 * Continuations of one context whose likelihood is asked for, at every recurrent step.
 *
 * @param context ids, at least one
 * @param continuations ids, at least one each, of at least one continuation
 * @param steps recurrent steps to run
 */
public record ScoringTask(int[] context, List<int[]> continuations, int steps) {

    public ScoringTask {
        if (context.length == 0) {
            throw new IllegalArgumentException("context: no tokens (expected: at least one)");
        }
        if (continuations.isEmpty()) {
            throw new IllegalArgumentException("continuations: none (expected: at least one)");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: at least 1)");
        }
        context = context.clone();
        continuations = continuations.stream().map(int[]::clone).toList();
    }

    /** Positions that it needs at most. */
    public int positions() {
        return context.length
                + continuations.stream().mapToInt(tokens -> tokens.length).sum();
    }
}
