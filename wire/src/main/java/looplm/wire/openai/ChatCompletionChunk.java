package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a streamed chat answer.
 *
 * @param usage only in the chunk that {@code stream_options.include_usage} asks for, which has no choices
 * @param loop recurrent steps billed so far, in every chunk
 */
public record ChatCompletionChunk(
        String id,
        String object,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Usage usage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ChunkLoop loop) {

    public static final String OBJECT = "chat.completion.chunk";

    public ChatCompletionChunk {
        choices = List.copyOf(choices);
    }

    /**
     * @param finishReason null until the last chunk of the choice
     * @param logprobs if they were asked for
     * @param loopTrace if {@code loop.trace} was asked for
     */
    public record Choice(
            int index,
            Delta delta,

            @JsonProperty("finish_reason") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String finishReason,

            @JsonProperty("looplm_finish_detail") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String finishDetail,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ChatLogprobs logprobs,

            @JsonProperty("loop_trace") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<TokenTrace> loopTrace) {

        /** A choice of which no more than the text is told. */
        public Choice(int index, Delta delta, @Nullable String finishReason, @Nullable String finishDetail) {
            this(index, delta, finishReason, finishDetail, null, null);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Delta(
            @Nullable String role,
            @Nullable String content,
            @Nullable String refusal) {}
}
