package looplm.model.exit;

import looplm.wire.FieldRange;

/**
 * Depth of one effort.
 *
 * @param minSteps steps a token runs at least, from 1
 * @param maxSteps steps a token runs at most
 * @param exitThreshold threshold on the CDF between the two, above 0; 1 never exits early
 */
public record DepthBounds(int minSteps, int maxSteps, float exitThreshold) {

    public DepthBounds {
        requireSteps(minSteps, maxSteps);
        FieldRange.EXIT_THRESHOLD.require("exit_threshold", exitThreshold);
    }

    /** Throws unless {@code 1 <= minSteps <= maxSteps}. */
    static void requireSteps(int minSteps, int maxSteps) {
        FieldRange.atLeast(1).require("max_steps", maxSteps);
        FieldRange.between(1, maxSteps).require("min_steps", minSteps);
    }

    /** Always {@code steps} steps. */
    public static DepthBounds fixed(int steps) {
        return new DepthBounds(steps, steps, 1);
    }

    public ExitPolicy policy() {
        return new ExitPolicy.CumulativeThreshold(exitThreshold, minSteps, maxSteps);
    }
}
