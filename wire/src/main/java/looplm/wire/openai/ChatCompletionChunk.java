package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a streamed chat answer.
 *
 * @param usage only in the chunk that {@code stream_options.include_usage} asks for, which has no choices
 * @param loop recurrent steps billed so far, in every chunk
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatCompletionChunk(
        @JsonUnwrapped AnswerFields answer,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable ChunkLoop loop) {

    public static final String OBJECT = "chat.completion.chunk";

    public ChatCompletionChunk {
        choices = List.copyOf(choices);
    }

    /**
     * @param logprobs if they were asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Choice(
            int index,
            Delta delta,
            @JsonUnwrapped ChoiceFields fields,
            @Nullable ChatLogprobs logprobs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Delta(
            @Nullable String role,
            @Nullable String content,
            @Nullable String refusal) {}
}
