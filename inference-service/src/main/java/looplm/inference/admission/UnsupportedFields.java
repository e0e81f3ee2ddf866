package looplm.inference.admission;

import java.util.Collection;
import java.util.Map;
import looplm.edge.RefusedException;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.CompletionRequest;
import org.jspecify.annotations.Nullable;

/** Fields that would change the answer and are not offered: refused by name unless they ask for nothing. */
final class UnsupportedFields {

    private UnsupportedFields() {}

    static void check(ChatCompletionRequest request) {
        empty("tools", request.tools());
        plainText(request.responseFormat());
    }

    static void check(CompletionRequest request) {
        int answers =
                request.generation().n() == null ? 1 : request.generation().n();
        if (request.bestOf() != null && request.bestOf() != answers) {
            throw RefusedException.unsupported("best_of", request.bestOf(), answers + ", which is n");
        }
        off("echo", request.echo());
        if (request.suffix() != null && !request.suffix().isEmpty()) {
            throw RefusedException.unsupported("suffix", "given", "none");
        }
    }

    private static void off(String field, @Nullable Boolean value) {
        if (Boolean.TRUE.equals(value)) {
            throw RefusedException.unsupported(field, true, "false");
        }
    }

    private static void empty(String field, @Nullable Object value) {
        boolean neutral = switch (value) {
            case null -> true;
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> entries -> entries.isEmpty();
            default -> false;
        };
        if (!neutral) {
            throw RefusedException.unsupported(field, "given", "none");
        }
    }

    private static void plainText(@Nullable Object format) {
        if (format != null && !(format instanceof Map<?, ?> map && "text".equals(map.get("type")))) {
            throw RefusedException.unsupported("response_format", "given", "{\"type\":\"text\"}");
        }
    }
}
