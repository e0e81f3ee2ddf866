package looplm.model;

import java.util.Set;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.SamplingParams;

/**
 * How an answer is generated.
 *
 * @param exit the step each token is read at
 * @param kv what finished tokens leave in the cache
 * @param sampling how tokens are drawn
 * @param maxTokens tokens of the answer at most, from 1
 * @param endTokens ids that end the answer; they belong to it
 */
public record GenerationRequest(
        ExitPolicy exit, KvPolicy kv, SamplingParams sampling, int maxTokens, Set<Integer> endTokens) {

    public GenerationRequest {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens: " + maxTokens + " (expected: 1 or more)");
        }
        endTokens = Set.copyOf(endTokens);
    }
}
