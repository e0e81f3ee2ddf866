package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every choice of every answer has, beside its text. The fields stand in the choice: JSON knows nothing of this
 * record.
 *
 * @param finishReason {@code stop|length|content_filter}; null until the last event of the choice
 * @param finishDetail {@code max_tokens|context|budget} beside {@code length}
 * @param loopTrace if {@code loop.trace} was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChoiceFields(
        @JsonProperty("finish_reason") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        String finishReason,

        @JsonProperty("looplm_finish_detail") @Nullable String finishDetail,
        @JsonProperty("loop_trace") @Nullable List<TokenTrace> loopTrace) {

    /** A choice that goes on, and of which nothing is traced. */
    public static final ChoiceFields OPEN = new ChoiceFields(null, null, null);

    /** A choice that has ended. */
    public static ChoiceFields ended(String finishReason, @Nullable String finishDetail) {
        return new ChoiceFields(finishReason, finishDetail, null);
    }
}
