package looplm.model;

/** What one recurrent step did to a row. */
public sealed interface RowResult {

    /** Normed state after the step [E]. */
    float[] state();

    /** Exit gate before its sigmoid. */
    float gateLogit();

    /** Cumulative exit probability; 1 at the row's last step. */
    float cdf();

    /** Probability of not having exited, by the gates run so far. */
    float survival();

    /** The row goes on to its next step. */
    record Running(float[] state, float gateLogit, float cdf, float survival) implements RowResult {}

    /**
     * The row is done.
     *
     * @param logits before softmax, of the step just run [V]
     */
    record Exited(float[] state, float gateLogit, float cdf, float survival, float[] logits) implements RowResult {}
}
