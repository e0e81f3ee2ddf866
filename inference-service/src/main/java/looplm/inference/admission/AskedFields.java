package looplm.inference.admission;

import looplm.edge.RefusedException;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.StopSequences;
import looplm.wire.openai.StreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * The fields that both generating endpoints have, as they were sent.
 *
 * @param maxTokensField the name that the client used for {@code maxTokens}
 * @param answers {@code n}
 * @param topLogprobsField the name that the endpoint has for {@code topLogprobs}
 */
record AskedFields(
        @Nullable Integer maxTokens,
        String maxTokensField,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Long seed,
        @Nullable StopSequences stop,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable String reasoningEffort,
        @Nullable LoopControls loop,
        @Nullable Boolean ignoreEos,
        @Nullable Integer minTokens,
        @Nullable Integer answers,
        boolean logprobs,
        @Nullable Integer topLogprobs,
        String topLogprobsField,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Double repetitionPenalty,
        @Nullable Double minP,
        @Nullable Object logitBias) {

    static AskedFields of(ChatCompletionRequest request) {
        Integer old = request.maxTokens();
        Integer current = request.maxCompletionTokens();
        if (old != null && current != null && !old.equals(current)) {
            throw RefusedException.invalid("max_tokens", old, "max_completion_tokens, or only one of the two");
        }
        return new AskedFields(
                current == null ? old : current,
                current == null ? "max_tokens" : "max_completion_tokens",
                request.temperature(),
                request.topP(),
                request.topK(),
                request.seed(),
                request.stop(),
                request.stream(),
                request.streamOptions(),
                request.reasoningEffort(),
                request.loop(),
                request.ignoreEos(),
                request.minTokens(),
                request.n(),
                Boolean.TRUE.equals(request.logprobs()),
                request.topLogprobs(),
                "top_logprobs",
                request.presencePenalty(),
                request.frequencyPenalty(),
                request.repetitionPenalty(),
                request.minP(),
                request.logitBias());
    }

    /** OpenAI's default for plain completions is 16 tokens. */
    static AskedFields of(CompletionRequest request) {
        return new AskedFields(
                request.maxTokens() == null ? Integer.valueOf(16) : request.maxTokens(),
                "max_tokens",
                request.temperature(),
                request.topP(),
                request.topK(),
                request.seed(),
                request.stop(),
                request.stream(),
                request.streamOptions(),
                request.reasoningEffort(),
                request.loop(),
                request.ignoreEos(),
                request.minTokens(),
                request.n(),
                request.logprobs() != null,
                request.logprobs(),
                "logprobs",
                request.presencePenalty(),
                request.frequencyPenalty(),
                request.repetitionPenalty(),
                request.minP(),
                request.logitBias());
    }
}
