package looplm.inference.admission;

import looplm.inference.engine.GenerationRequest;

/**
 * A request that may be queued.
 *
 * @param generation what the engine is asked
 * @param stream whether the answer is sent token by token
 * @param includeUsage whether a stream ends with the usage
 * @param seed of the sampler; the client's, or one drawn for this request
 */
public record Admission(GenerationRequest generation, boolean stream, boolean includeUsage, long seed) {}
