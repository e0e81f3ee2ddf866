package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /v1/completions}, whole or one event of a stream: OpenAI gives both the same shape.
 *
 * @param usage in a whole answer, and in the last event where {@code stream_options.include_usage} asks for it
 * @param loop recurrent steps billed so far; streamed events only
 */
public record Completion(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Usage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ChunkLoop loop) {

    public static final String OBJECT = "text_completion";

    public Completion {
        choices = List.copyOf(choices);
    }

    /**
     * @param finishReason {@code stop|length|content_filter}; null until the last event of the choice
     * @param finishDetail {@code max_tokens|context|budget} beside {@code length}
     * @param logprobs if they were asked for
     * @param loopTrace if {@code loop.trace} was asked for
     */
    public record Choice(
            int index,
            String text,

            @JsonProperty("finish_reason") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String finishReason,

            @JsonProperty("looplm_finish_detail") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String finishDetail,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            CompletionLogprobs logprobs,

            @JsonProperty("loop_trace") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<TokenTrace> loopTrace) {

        /** A choice of which no more than the text is told. */
        public Choice(int index, String text, @Nullable String finishReason, @Nullable String finishDetail) {
            this(index, text, finishReason, finishDetail, null, null);
        }
    }
}
