package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/chat/completions}. Fields of OpenAI's API that are not listed are ignored, as OpenAI's own servers do;
 * those that change the answer are refused by name by a server that cannot honour them.
 *
 * @param reasoningEffort {@code none|minimal|low|medium|high|xhigh|max}, resolved by the model's depth profile
 * @param loop depth bounds; wins over {@code reasoningEffort}
 * @param ignoreEos whether generation runs on past end-of-sequence tokens
 * @param minTokens tokens before which end-of-sequence and stop texts do not end the answer
 * @param n answers to the same prompt
 * @param logprobs whether log-probabilities are told, at temperature 1 and before penalties, biases and cuts
 * @param topLogprobs likeliest tokens told beside each
 * @param logitBias token ids to what is added to their logits, as in OpenAI's API
 * @param minP as in vLLM: keeps tokens of at least this share of the likeliest one's probability
 * @param repetitionPenalty as in vLLM: divides the logits of tokens in prompt and answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletionRequest(
        @Nullable String model,
        @Nullable List<ChatMessage> messages,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @Nullable Long seed,
        @Nullable StopSequences stop,
        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @JsonProperty("reasoning_effort") @Nullable String reasoningEffort,
        @Nullable LoopControls loop,
        @JsonProperty("ignore_eos") @Nullable Boolean ignoreEos,
        @JsonProperty("min_tokens") @Nullable Integer minTokens,
        @Nullable Integer n,
        @Nullable Boolean logprobs,
        @Nullable List<Object> tools,
        @JsonProperty("response_format") @Nullable Object responseFormat,
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("logit_bias") @Nullable Object logitBias,
        @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
        @JsonProperty("min_p") @Nullable Double minP,
        @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty)
        implements GenerationFields {}
