package looplm.inference.http;

import looplm.inference.engine.token.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended, as clients are told.
 *
 * @param reason {@code stop} or {@code length}
 * @param detail {@code max_tokens} or {@code context} beside {@code length}
 */
record Finish(String reason, @Nullable String detail) {

    static Finish of(FinishReason reason) {
        return switch (reason) {
            case STOP -> new Finish("stop", null);
            case MAX_TOKENS -> new Finish("length", "max_tokens");
            case CONTEXT -> new Finish("length", "context");
        };
    }
}
