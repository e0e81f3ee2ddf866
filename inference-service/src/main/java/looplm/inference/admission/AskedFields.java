package looplm.inference.admission;

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
        @Nullable Integer minTokens) {

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
                request.minTokens());
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
                request.minTokens());
    }
}
