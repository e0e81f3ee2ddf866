package looplm.model;

/** What one recurrent step did to a row; its new state is in its cache, {@link looplm.model.cache.KvCache#state}. */
public sealed interface RowResult {

    /** Exit gate before its sigmoid. */
    float gateLogit();

    /** Cumulative exit probability; 1 at the row's last step. */
    float cdf();

    /** Probability of not having exited, by the gates run so far. */
    float survival();

    /** Before softmax, of the step just run [V]; empty for a row that goes on and was not told. */
    float[] logits();

    /** The row goes on to its next step. */
    record Running(float gateLogit, float cdf, float survival, float[] logits) implements RowResult {

        /** A step that was not told. */
        public Running(float gateLogit, float cdf, float survival) {
            this(gateLogit, cdf, survival, new float[0]);
        }
    }

    /** The row is done. */
    record Exited(float gateLogit, float cdf, float survival, float[] logits) implements RowResult {}
}
