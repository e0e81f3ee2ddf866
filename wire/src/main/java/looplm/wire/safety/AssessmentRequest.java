package looplm.wire.safety;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import looplm.wire.openai.ChatMessage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/assessments}: exactly one of input and messages.
 *
 * @param input one text
 * @param messages a conversation; every role is screened
 * @param stage {@code prompt} or {@code response}
 * @param context for stage response: the prompt that was answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssessmentRequest(
        @Nullable String input,
        @Nullable List<ChatMessage> messages,
        @Nullable String stage,
        @Nullable String context) {

    public static final String PROMPT = "prompt";
    public static final String RESPONSE = "response";
}
