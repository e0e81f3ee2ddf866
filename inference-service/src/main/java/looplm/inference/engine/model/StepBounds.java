package looplm.inference.engine.model;

/**
 * How many recurrent steps the tokens of one request run.
 *
 * @param minSteps steps every token runs at least, from 1
 * @param maxSteps steps a token runs at most
 * @param exitThreshold cumulative exit probability q at which a token leaves, {@code 0 < q <= 1}; 1 never leaves early
 */
public record StepBounds(int minSteps, int maxSteps, float exitThreshold) {

    public StepBounds {
        if (minSteps < 1 || minSteps > maxSteps) {
            throw new IllegalArgumentException("minSteps: " + minSteps + " (expected: 1.." + maxSteps + ")");
        }
        if (!(exitThreshold > 0 && exitThreshold <= 1)) {
            throw new IllegalArgumentException("exitThreshold: " + exitThreshold + " (expected: above 0, at most 1)");
        }
    }

    /** Exactly {@code steps} recurrent steps for every token. */
    public static StepBounds fixed(int steps) {
        return new StepBounds(steps, steps, 1);
    }
}
