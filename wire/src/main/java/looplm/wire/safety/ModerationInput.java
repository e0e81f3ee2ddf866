package looplm.wire.safety;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;

/** Texts to moderate. On the wire a string, or a list of strings and text parts. */
public record ModerationInput(@JsonValue List<String> texts) {

    public ModerationInput {
        texts = List.copyOf(texts);
    }

    /**
     * @throws IllegalArgumentException if {@code raw} holds anything that is not text
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ModerationInput of(Object raw) {
        return switch (raw) {
            case String text -> new ModerationInput(List.of(text));
            case List<?> items ->
                new ModerationInput(items.stream().map(ModerationInput::text).toList());
            default -> throw mismatch();
        };
    }

    private static String text(Object item) {
        if (item instanceof String text) {
            return text;
        }
        if (item instanceof Map<?, ?> part
                && "text".equals(part.get("type"))
                && part.get("text") instanceof String text) {
            return text;
        }
        throw mismatch();
    }

    private static IllegalArgumentException mismatch() {
        return new IllegalArgumentException("input: not text (expected: a string or a list of strings or text parts)");
    }
}
