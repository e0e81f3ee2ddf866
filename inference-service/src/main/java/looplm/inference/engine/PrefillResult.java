package looplm.inference.engine;

/**
 * What a chunk of a prompt left at its last position.
 *
 * @param exitStep step (from 1) that the request's depth bounds select there
 * @param logits [V] after that step
 */
public record PrefillResult(int exitStep, float[] logits) {}
