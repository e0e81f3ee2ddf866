package looplm.inference.engine;

import looplm.inference.engine.model.StepBounds;

/**
 * Recorded depths to be repeated in place of the gate's: token i of the answer runs exactly {@code exitSteps[i]} steps,
 * and from the start again when they are used up.
 *
 * @param exitSteps counts from 1, at least one
 */
public record DepthTrace(int[] exitSteps) {

    public DepthTrace {
        if (exitSteps.length == 0) {
            throw new IllegalArgumentException("exitSteps: none (expected: at least one)");
        }
        exitSteps = exitSteps.clone();
    }

    /**
     * @param token index in the answer, from 0
     */
    StepBounds at(int token) {
        return StepBounds.fixed(exitSteps[token % exitSteps.length]);
    }
}
