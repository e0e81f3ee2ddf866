package looplm.inference.engine.model;

/**
 * Sizes that the engine and its callers need.
 *
 * @param rows B, tokens that can be in flight together
 * @param trainedSteps T
 * @param contextLength positions of one sequence
 * @param vocabularySize V
 */
public record ModelShape(int rows, int trainedSteps, int contextLength, int vocabularySize) {

    /** Steps that prefill runs for a request: D = max(T, its maximum). */
    public int prefillSteps(StepBounds depth) {
        return Math.max(trainedSteps, depth.maxSteps());
    }
}
