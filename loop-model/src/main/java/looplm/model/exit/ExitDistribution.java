package looplm.model.exit;

/**
 * The distribution over exit steps that the exit gate defines (paper section 3.2), in float32.
 *
 * <p>With hazard lambda_t = sigmoid(g_t) and survival S_t = S_{t-1} (1 - lambda_t), S_0 = 1: p_t = lambda_t S_{t-1} before
 * the last step, and the last step takes the remainder S_{T-1}, whatever its own gate says.
 *
 * @param probabilities p_t [T], sums to 1
 * @param cumulative running sum of p [T]
 */
public record ExitDistribution(float[] probabilities, float[] cumulative) {

    /**
     * @param gateLogits exit gate before its sigmoid, after every step [T], at least one
     */
    public static ExitDistribution of(float[] gateLogits) {
        int steps = gateLogits.length;
        var probabilities = new float[steps];
        var cumulative = new float[steps];
        ExitProgress progress = ExitProgress.START;
        float sum = 0;
        for (int t = 0; t < steps; t++) {
            ExitProgress next = progress.after(gateLogits[t]);
            probabilities[t] = t < steps - 1 ? next.hazard() * progress.survival() : progress.survival();
            sum += probabilities[t];
            cumulative[t] = sum;
            progress = next;
        }
        return new ExitDistribution(probabilities, cumulative);
    }

    /** Mean of the exit step, as a count from 1. */
    public float expectedDepth() {
        float depth = 0;
        for (int t = 0; t < probabilities.length; t++) {
            depth += (t + 1) * probabilities[t];
        }
        return depth;
    }
}
