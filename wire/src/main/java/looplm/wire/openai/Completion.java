package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /v1/completions}, whole or one event of a stream: OpenAI gives both the same shape.
 *
 * @param usage in a whole answer, and in the last event where {@code stream_options.include_usage} asks for it
 * @param loop recurrent steps billed so far; streamed events only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Completion(
        @JsonUnwrapped AnswerFields answer,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable ChunkLoop loop) {

    public static final String OBJECT = "text_completion";

    public Completion {
        choices = List.copyOf(choices);
    }

    /**
     * @param logprobs if they were asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Choice(
            int index,
            String text,
            @JsonUnwrapped ChoiceFields fields,
            @Nullable CompletionLogprobs logprobs) {}
}
