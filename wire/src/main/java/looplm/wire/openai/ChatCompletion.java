package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer of {@code /v1/chat/completions}. */
public record ChatCompletion(@JsonUnwrapped AnswerFields answer, List<Choice> choices, Usage usage) {

    public static final String OBJECT = "chat.completion";

    public ChatCompletion {
        choices = List.copyOf(choices);
    }

    /**
     * @param logprobs if they were asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Choice(
            int index,
            Message message,
            @JsonUnwrapped ChoiceFields fields,
            @Nullable ChatLogprobs logprobs) {}

    /** The assistant's message; a blocked answer has a refusal in place of content. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Message(
            String role, @Nullable String content, @Nullable String refusal) {}
}
