package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/** The prompt of a completion: text, or token ids. */
public sealed interface PromptInput {

    record Text(@com.fasterxml.jackson.annotation.JsonValue String text) implements PromptInput {}

    record Ids(@com.fasterxml.jackson.annotation.JsonValue List<Integer> ids) implements PromptInput {
        public Ids {
            ids = List.copyOf(ids);
        }
    }

    /**
     * @throws IllegalArgumentException if {@code raw} is neither one text nor one list of token ids
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PromptInput of(Object raw) {
        return switch (raw) {
            case String text -> new Text(text);
            case List<?> items when items.size() == 1 && items.getFirst() instanceof String text -> new Text(text);
            case List<?> items when items.size() == 1 && items.getFirst() instanceof List<?> ids -> new Ids(ids(ids));
            case List<?> items -> new Ids(ids(items));
            default -> throw mismatch();
        };
    }

    private static List<Integer> ids(List<?> items) {
        return items.stream()
                .map(item -> {
                    if (!(item instanceof Integer id)) {
                        throw mismatch();
                    }
                    return id;
                })
                .toList();
    }

    private static IllegalArgumentException mismatch() {
        return new IllegalArgumentException("prompt: not one prompt (expected: a string or a list of token ids)");
    }
}
