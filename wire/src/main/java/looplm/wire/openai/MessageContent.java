package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;

/** Text of a message. On the wire a string, or a list of {@code {"type":"text","text":...}} parts, joined in order. */
public record MessageContent(@JsonValue String text) {

    /**
     * @throws IllegalArgumentException if {@code raw} is neither a string nor a list of text parts
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static MessageContent of(Object raw) {
        return switch (raw) {
            case String text -> new MessageContent(text);
            case List<?> parts -> new MessageContent(join(parts));
            default -> throw new IllegalArgumentException("content: not text (expected: a string or a list of parts)");
        };
    }

    private static String join(List<?> parts) {
        var text = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Map<?, ?> map
                    && "text".equals(map.get("type"))
                    && map.get("text") instanceof String piece) {
                text.append(piece);
            } else {
                throw new IllegalArgumentException(
                        "content: a part that is not text (expected: {\"type\":\"text\",\"text\":\"...\"})");
            }
        }
        return text.toString();
    }
}
