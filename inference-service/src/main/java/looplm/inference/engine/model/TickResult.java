package looplm.inference.engine.model;

import java.util.List;

/** What a tick did to its rows, in their order. */
public record TickResult(List<RowResult> rows) {

    public TickResult {
        rows = List.copyOf(rows);
    }

    /**
     * @param gateLogit of leaving at this step, before its sigmoid
     * @param cdf cumulative exit probability after this step
     * @param survival probability of not having left after this step
     * @param exited whether the token leaves here
     * @param logits [V] of a token that leaves or was to be told, else empty
     */
    public record RowResult(float gateLogit, float cdf, float survival, boolean exited, float[] logits) {}
}
