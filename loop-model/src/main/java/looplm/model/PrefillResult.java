package looplm.model;

/**
 * What a prefill chunk leaves of its last position.
 *
 * @param states normed state after every step [P][E]; {@link LoopLm#logits} of the one an exit policy selects
 * @param gateLogits exit gate after every step [P]
 */
public record PrefillResult(float[][] states, float[] gateLogits) {}
