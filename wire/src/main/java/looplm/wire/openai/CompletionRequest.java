package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/completions}; its fields mean what they mean in {@link ChatCompletionRequest}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompletionRequest(
        @Nullable String model,
        @Nullable PromptInput prompt,
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
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
        @JsonProperty("best_of") @Nullable Integer bestOf,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @Nullable Integer logprobs,
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("logit_bias") @Nullable Object logitBias,
        @JsonProperty("min_p") @Nullable Double minP,
        @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty)
        implements GenerationFields {}
