package looplm.model.exit;

/**
 * Depth of one effort.
 *
 * @param minSteps steps a token runs at least, from 1
 * @param maxSteps steps a token runs at most
 * @param exitThreshold threshold on the CDF between the two, above 0; 1 never exits early
 */
public record DepthBounds(int minSteps, int maxSteps, float exitThreshold) {

    public DepthBounds {
        if (minSteps < 1 || maxSteps < minSteps) {
            throw new IllegalArgumentException(
                    "min_steps, max_steps: " + minSteps + ", " + maxSteps + " (expected: 1 <= min <= max)");
        }
        if (!(exitThreshold > 0 && exitThreshold <= 1)) {
            throw new IllegalArgumentException("exit_threshold: " + exitThreshold + " (expected: above 0, at most 1)");
        }
    }

    /** Always {@code steps} steps. */
    public static DepthBounds fixed(int steps) {
        return new DepthBounds(steps, steps, 1);
    }

    public ExitPolicy policy() {
        return new ExitPolicy.CumulativeThreshold(exitThreshold, minSteps, maxSteps);
    }
}
