package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Texts that end an answer. On the wire a string or a list of strings. */
public record StopSequences(@JsonValue List<String> texts) {

    public StopSequences {
        texts = List.copyOf(texts);
    }

    /**
     * @throws IllegalArgumentException if {@code raw} is neither a string nor a list of strings
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static StopSequences of(Object raw) {
        return switch (raw) {
            case String text -> new StopSequences(List.of(text));
            case List<?> items -> new StopSequences(strings(items));
            default -> throw mismatch();
        };
    }

    private static List<String> strings(List<?> items) {
        var texts = new ArrayList<String>();
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw mismatch();
            }
            texts.add(text);
        }
        return texts;
    }

    private static IllegalArgumentException mismatch() {
        return new IllegalArgumentException("stop: not text (expected: a string or a list of strings)");
    }
}
