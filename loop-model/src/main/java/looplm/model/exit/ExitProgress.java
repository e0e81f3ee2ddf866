package looplm.model.exit;

/**
 * How far a token has come through its exit distribution.
 *
 * @param hazard lambda of the last step: probability of leaving there, given that it was reached
 * @param cdf sum of the exit probabilities of the steps so far
 * @param survival probability of not having left so far
 */
public record ExitProgress(float hazard, float cdf, float survival) {

    /** Before the first step. */
    public static final ExitProgress START = new ExitProgress(0, 0, 1);

    /** After one more step, in float32: bfloat16 sums can round up to a threshold they have not reached. */
    public ExitProgress after(float gateLogit) {
        float hazard = (float) (1 / (1 + Math.exp(-gateLogit)));
        return new ExitProgress(hazard, cdf + hazard * survival, survival * (1 - hazard));
    }
}
