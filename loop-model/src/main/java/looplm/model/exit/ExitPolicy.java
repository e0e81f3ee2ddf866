package looplm.model.exit;

import java.util.Arrays;
import looplm.wire.FieldRange;

/** Decides after which recurrent step a token's logits are read. All counts are of steps run, from 1. */
public sealed interface ExitPolicy {

    /** Steps a token runs at least. */
    int minSteps();

    /** Steps a token runs at most: it leaves there whatever the rule says. */
    int maxSteps();

    /** The rule between the two bounds. */
    boolean wants(ExitProgress progress, float[] previousState, float[] state);

    /**
     * Whether a token leaves.
     *
     * @param executedSteps steps it has run, from 1
     * @param progress its exit distribution so far
     * @param previousState normed state one step earlier [E]; before the first step its embedding
     * @param state normed state now [E]
     */
    default boolean leaves(int executedSteps, ExitProgress progress, float[] previousState, float[] state) {
        return executedSteps >= maxSteps() || (executedSteps >= minSteps() && wants(progress, previousState, state));
    }

    /**
     * The step that is read of a position whose steps were all run, as a count.
     *
     * @param embedding what its first step started from [E]
     * @param states normed state after every step, at least {@link #maxSteps()} of them [T][E]
     * @param gateLogits exit gate after every step [T]
     */
    default int select(float[] embedding, float[][] states, float[] gateLogits) {
        ExitProgress progress = ExitProgress.START;
        float[] previous = embedding;
        for (int t = 0; t < states.length; t++) {
            progress = progress.after(gateLogits[t]);
            if (leaves(t + 1, progress, previous, states[t])) {
                return t + 1;
            }
            previous = states[t];
        }
        throw new IllegalArgumentException(
                "states: " + states.length + " steps (expected: at least " + maxSteps() + ")");
    }

    /**
     * The state that is read of a position.
     *
     * @param states normed state after every step, at least {@code exitStep} of them [T][E]
     * @param gateLogits exit gate after every step [T]
     * @param exitStep the step it leaves after, as a count
     */
    default float[] read(float[][] states, float[] gateLogits, int exitStep) {
        return states[exitStep - 1];
    }

    /** Every token runs the same number of steps. */
    sealed interface AllTogether extends ExitPolicy {

        int steps();

        @Override
        default int minSteps() {
            return steps();
        }

        @Override
        default int maxSteps() {
            return steps();
        }

        @Override
        default boolean wants(ExitProgress progress, float[] previousState, float[] state) {
            return true;
        }
    }

    /**
     * Runs all steps and reads the states averaged by the exit distribution. The head is linear, so its logits of this
     * state are the reference's expected logits, {@code sum_t p_t logits_t}.
     */
    record Weighted(int steps) implements AllTogether {

        public Weighted {
            DepthBounds.requireSteps(steps, steps);
        }

        @Override
        public float[] read(float[][] states, float[] gateLogits, int exitStep) {
            float[] weights =
                    ExitDistribution.of(Arrays.copyOf(gateLogits, steps)).probabilities();
            var mean = new float[states[0].length];
            for (int i = 0; i < mean.length; i++) {
                double sum = 0;
                for (int t = 0; t < steps; t++) {
                    sum += (double) weights[t] * states[t][i];
                }
                mean[i] = (float) sum;
            }
            return mean;
        }
    }

    /** Always the same number of steps. */
    record FixedSteps(int steps) implements AllTogether {

        public FixedSteps {
            DepthBounds.requireSteps(steps, steps);
        }
    }

    /**
     * Leaves once the cumulative exit probability has reached a threshold (Q-exit). The hazard of steps before {@code
     * minSteps} counts. A threshold of 1 never leaves early, whatever the rounding.
     *
     * @param threshold q, above 0 and at most 1; compared in float32
     */
    record CumulativeThreshold(float threshold, int minSteps, int maxSteps) implements ExitPolicy {

        public CumulativeThreshold {
            FieldRange.EXIT_THRESHOLD.require("exit_threshold", threshold);
            DepthBounds.requireSteps(minSteps, maxSteps);
        }

        @Override
        public boolean wants(ExitProgress progress, float[] previousState, float[] state) {
            return threshold < 1 && progress.cdf() >= threshold;
        }
    }

    /**
     * Leaves once a step changes the normed state by little: root mean square of the difference at most {@code
     * threshold}.
     */
    record HiddenDifference(float threshold, int minSteps, int maxSteps) implements ExitPolicy {

        public HiddenDifference {
            FieldRange.atLeast(0).require("hidden_difference", threshold);
            DepthBounds.requireSteps(minSteps, maxSteps);
        }

        @Override
        public boolean wants(ExitProgress progress, float[] previousState, float[] state) {
            double squares = 0;
            for (int i = 0; i < state.length; i++) {
                double difference = state[i] - previousState[i];
                squares += difference * difference;
            }
            return Math.sqrt(squares / state.length) <= threshold;
        }
    }
}
