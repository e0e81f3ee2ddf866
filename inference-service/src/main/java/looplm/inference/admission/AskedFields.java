package looplm.inference.admission;

import looplm.edge.RefusedException;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.GenerationFields;
import org.jspecify.annotations.Nullable;

/**
 * What both generating endpoints ask for, and under which names each of them asks for it.
 *
 * @param fields those of one name
 * @param maxTokensField the name that the client used for {@code maxTokens}
 * @param topLogprobsField the name that the endpoint has for {@code topLogprobs}
 */
record AskedFields(
        GenerationFields fields,
        @Nullable Integer maxTokens,
        String maxTokensField,
        boolean logprobs,
        @Nullable Integer topLogprobs,
        String topLogprobsField) {

    private static final String MAX_TOKENS = "max_tokens";

    /** OpenAI's default for plain completions. */
    private static final int COMPLETION_TOKENS = 16;

    static AskedFields of(ChatCompletionRequest request) {
        Integer old = request.generation().maxTokens();
        Integer current = request.maxCompletionTokens();
        if (old != null && current != null && !old.equals(current)) {
            throw RefusedException.invalid(MAX_TOKENS, old, "max_completion_tokens, or only one of the two");
        }
        return new AskedFields(
                request.generation(),
                current == null ? old : current,
                current == null ? MAX_TOKENS : "max_completion_tokens",
                Boolean.TRUE.equals(request.logprobs()),
                request.topLogprobs(),
                "top_logprobs");
    }

    static AskedFields of(CompletionRequest request) {
        Integer maxTokens = request.generation().maxTokens();
        return new AskedFields(
                request.generation(),
                maxTokens == null ? Integer.valueOf(COMPLETION_TOKENS) : maxTokens,
                MAX_TOKENS,
                request.logprobs() != null,
                request.logprobs(),
                "logprobs");
    }
}
