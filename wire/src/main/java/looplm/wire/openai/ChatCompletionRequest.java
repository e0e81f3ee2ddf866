package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/chat/completions}. Fields of OpenAI's API that are not listed are ignored, as OpenAI's own servers do;
 * those that change the answer are refused by name by a server that cannot honour them.
 *
 * @param maxCompletionTokens OpenAI's newer name for {@code max_tokens}
 * @param logprobs whether log-probabilities are told, at temperature 1 and before penalties, biases and cuts
 * @param topLogprobs likeliest tokens told beside each
 * @param generation what both generating endpoints have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletionRequest(
        @Nullable String model,
        @Nullable List<ChatMessage> messages,
        @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
        @Nullable Boolean logprobs,
        @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
        @Nullable List<Object> tools,
        @JsonProperty("response_format") @Nullable Object responseFormat,
        @JsonUnwrapped GenerationFields generation) {

    /** A request for text alone. */
    public ChatCompletionRequest(String model, List<ChatMessage> messages, GenerationFields generation) {
        this(model, messages, null, null, null, null, null, generation);
    }
}
