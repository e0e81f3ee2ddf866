package looplm.model;

import looplm.model.cache.KvCache;

/**
 * One in-flight token of one sequence, about to run one recurrent step.
 *
 * @param cache keys and values of its sequence, and above depth 0 the state after the step before
 * @param token its id, embedded at depth 0
 * @param depth 0-based index of the step it is about to run
 * @param position 0-based position of the token in its sequence
 * @param minSteps steps it runs at least, as a count
 * @param maxSteps steps it runs at most, as a count; not above the planes of its cache
 * @param exitThreshold threshold on the CDF; 1 never exits early
 * @param cdf cumulative exit probability so far
 * @param survival probability of not having exited so far
 * @param told whether the logits of this step are wanted even if the row does not exit
 */
public record TickRow(
        KvCache cache,
        int token,
        int depth,
        int position,
        int minSteps,
        int maxSteps,
        float exitThreshold,
        float cdf,
        float survival,
        boolean told) {

    public TickRow {
        if (minSteps < 1 || maxSteps < minSteps || maxSteps > cache.planes()) {
            throw new IllegalArgumentException("steps: " + minSteps + ".." + maxSteps
                    + " (expected: 1 <= min <= max <= " + cache.planes() + ", the planes of the cache)");
        }
        if (depth < 0 || depth >= maxSteps) {
            throw new IllegalArgumentException("depth: " + depth + " (expected: 0.." + (maxSteps - 1) + ")");
        }
        if (position < 0 || position >= cache.positions()) {
            throw new IllegalArgumentException(
                    "position: " + position + " (expected: 0.." + (cache.positions() - 1) + ")");
        }
        if (!(exitThreshold > 0)) {
            throw new IllegalArgumentException("exitThreshold: " + exitThreshold + " (expected: above 0)");
        }
    }

    /** A token before its first step, read only where it exits. */
    public static TickRow start(
            KvCache cache, int token, int position, int minSteps, int maxSteps, float exitThreshold) {
        return new TickRow(cache, token, 0, position, minSteps, maxSteps, exitThreshold, 0, 1, false);
    }

    /** The same token one step deeper, from the state that its cache holds now. */
    public TickRow after(RowResult result) {
        return new TickRow(
                cache,
                token,
                depth + 1,
                position,
                minSteps,
                maxSteps,
                exitThreshold,
                result.cdf(),
                result.survival(),
                told);
    }
}
