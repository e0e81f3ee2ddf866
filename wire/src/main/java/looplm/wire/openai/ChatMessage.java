package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code developer}, {@code user} or {@code assistant}
 * @param content null only where an assistant message has none
 */
public record ChatMessage(
        @Nullable String role,
        @Nullable MessageContent content,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String name) {

    public static ChatMessage of(String role, String content) {
        return new ChatMessage(role, new MessageContent(content), null);
    }
}
