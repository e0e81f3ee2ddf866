package looplm.inference.http;

import java.util.List;
import looplm.inference.engine.token.FinishReason;
import looplm.wire.openai.ChoiceFields;
import looplm.wire.openai.TokenTrace;
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

    /**
     * @param trace of the choice's tokens; null if it was not asked for
     */
    ChoiceFields fields(@Nullable List<TokenTrace> trace) {
        return new ChoiceFields(reason, detail, trace);
    }
}
