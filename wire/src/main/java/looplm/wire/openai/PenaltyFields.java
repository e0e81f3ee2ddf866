package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants done to the logits before a token is drawn.
 *
 * @param repetitionPenalty as in vLLM: divides the logits of tokens in prompt and answer
 * @param logitBias token ids to what is added to their logits, as in OpenAI's API
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PenaltyFields(
        @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
        @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
        @JsonProperty("repetition_penalty") @Nullable Double repetitionPenalty,
        @JsonProperty("logit_bias") @Nullable Object logitBias) {

    /** Nothing said. */
    public static final PenaltyFields NONE = new PenaltyFields(null, null, null, null);
}
