package looplm.eval.record;

import org.jspecify.annotations.Nullable;

/**
 * Rows of one level of a task at one depth or threshold, counted.
 *
 * @param hits right answers
 * @param failures items without an answer
 */
public record LevelTally(
        String task,
        int level,
        @Nullable Integer steps,
        @Nullable Double exitThreshold,
        long n,
        long hits,
        long failures,
        long completionTokens,
        long exitStepsSum) {}
