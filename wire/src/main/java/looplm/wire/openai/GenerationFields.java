package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * The fields that {@code /v1/chat/completions} and {@code /v1/completions} have in common, and mean the same by. They
 * stand in the request itself: JSON knows nothing of this record.
 *
 * @param minTokens tokens before which end-of-sequence and stop texts do not end the answer
 * @param ignoreEos whether generation runs on past end-of-sequence tokens
 * @param n answers to the same prompt
 * @param reasoningEffort {@code none|minimal|low|medium|high|xhigh|max}, resolved by the model's depth profile
 * @param loop depth bounds; wins over {@code reasoningEffort}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationFields(
        @JsonProperty("max_tokens") @Nullable Integer maxTokens,
        @JsonProperty("min_tokens") @Nullable Integer minTokens,
        @Nullable StopSequences stop,
        @JsonProperty("ignore_eos") @Nullable Boolean ignoreEos,
        @Nullable Integer n,
        @Nullable Boolean stream,
        @JsonProperty("stream_options") @Nullable StreamOptions streamOptions,
        @JsonProperty("reasoning_effort") @Nullable String reasoningEffort,
        @Nullable LoopControls loop,
        @JsonUnwrapped SamplingFields sampling,
        @JsonUnwrapped PenaltyFields penalties) {

    /** Whether the answer comes as events. */
    public boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether a stream ends with its usage. */
    public boolean asksUsage() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /** One greedy answer in one piece, without penalties. */
    public static GenerationFields greedy(int maxTokens, LoopControls loop) {
        return new GenerationFields(
                maxTokens, null, null, null, null, null, null, null, loop, SamplingFields.GREEDY, PenaltyFields.NONE);
    }
}
