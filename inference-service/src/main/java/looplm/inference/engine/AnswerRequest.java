package looplm.inference.engine;

import java.util.List;
import java.util.Set;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TextDecoder;
import looplm.inference.engine.token.TokenSampler;

/**
 * One answer to generate, checked and resolved.
 *
 * @param id the attempt's id
 * @param promptTokens at least one token id
 * @param depth bounds of the recurrent steps
 * @param maxTokens tokens at most, so that prompt and answer fit the context
 * @param limit why the answer ends when it reaches {@code maxTokens}
 * @param minTokens tokens before which neither an end token nor a stop text ends the answer
 * @param endTokens tokens that end the answer and are not shown; empty to run on past them
 * @param stopTexts texts that end the answer and are not shown
 * @param handling how it is treated, beside what it asks
 */
public record AnswerRequest(
        String id,
        int[] promptTokens,
        StepBounds depth,
        int maxTokens,
        FinishReason limit,
        int minTokens,
        Set<Integer> endTokens,
        List<String> stopTexts,
        TokenSampler sampler,
        TextDecoder decoder,
        Handling handling) {

    public AnswerRequest {
        if (promptTokens.length == 0) {
            throw new IllegalArgumentException("promptTokens: none (expected: at least one)");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + " (expected: at least 1)");
        }
        if (limit == FinishReason.STOP) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: MAX_TOKENS or CONTEXT)");
        }
        if (minTokens < 0 || minTokens > maxTokens) {
            throw new IllegalArgumentException("minTokens: " + minTokens + " (expected: 0.." + maxTokens + ")");
        }
        promptTokens = promptTokens.clone();
        endTokens = Set.copyOf(endTokens);
        stopTexts = List.copyOf(stopTexts);
    }

    /** Positions that prompt and answer need at most. */
    public int positions() {
        return promptTokens.length + maxTokens;
    }
}
