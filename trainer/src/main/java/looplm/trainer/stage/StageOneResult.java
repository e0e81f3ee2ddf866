package looplm.trainer.stage;

/**
 * What one evaluation of the Stage I loss gives, step by step for each answer position.
 *
 * @param loss expected cross-entropy minus beta times the entropy of the exit distribution
 * @param ce [T][A] cross-entropy in nats
 * @param exits [T][A] exit distribution
 * @param best [T][A] the most likely token
 */
public record StageOneResult(float loss, float[][] ce, float[][] exits, int[][] best) {

    /** Mean over the positions of a value per step. */
    static double[] means(float[][] byStep) {
        var means = new double[byStep.length];
        for (int t = 0; t < means.length; t++) {
            for (float value : byStep[t]) {
                means[t] += value / byStep[t].length;
            }
        }
        return means;
    }
}
