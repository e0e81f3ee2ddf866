package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/completions}; its fields mean what they mean in {@link ChatCompletionRequest}.
 *
 * @param logprobs likeliest tokens told beside each; missing: no log-probabilities are told
 * @param generation what both generating endpoints have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CompletionRequest(
        @Nullable String model,
        @Nullable PromptInput prompt,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @JsonProperty("best_of") @Nullable Integer bestOf,
        @Nullable Integer logprobs,
        @JsonUnwrapped GenerationFields generation) {}
