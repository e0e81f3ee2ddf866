package looplm.inference.admission;

import java.util.Collection;
import java.util.Map;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.CompletionRequest;
import org.jspecify.annotations.Nullable;

/** Fields that would change the answer and are not offered: refused by name unless they ask for nothing. */
final class UnsupportedFields {

    private UnsupportedFields() {}

    static void check(ChatCompletionRequest request) {
        one("n", request.n());
        off("logprobs", request.logprobs());
        empty("tools", request.tools());
        plainText(request.responseFormat());
        zero("presence_penalty", request.presencePenalty());
        zero("frequency_penalty", request.frequencyPenalty());
        empty("logit_bias", request.logitBias());
    }

    static void check(CompletionRequest request) {
        one("n", request.n());
        one("best_of", request.bestOf());
        off("echo", request.echo());
        if (request.suffix() != null && !request.suffix().isEmpty()) {
            throw RefusedException.unsupported("suffix", "given", "none");
        }
        if (request.logprobs() != null) {
            throw RefusedException.unsupported("logprobs", request.logprobs(), "null");
        }
        zero("presence_penalty", request.presencePenalty());
        zero("frequency_penalty", request.frequencyPenalty());
        empty("logit_bias", request.logitBias());
    }

    private static void one(String field, @Nullable Integer value) {
        if (value != null && value != 1) {
            throw RefusedException.unsupported(field, value, "1");
        }
    }

    private static void off(String field, @Nullable Boolean value) {
        if (Boolean.TRUE.equals(value)) {
            throw RefusedException.unsupported(field, true, "false");
        }
    }

    private static void zero(String field, @Nullable Double value) {
        if (value != null && value != 0) {
            throw RefusedException.unsupported(field, value, "0");
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
