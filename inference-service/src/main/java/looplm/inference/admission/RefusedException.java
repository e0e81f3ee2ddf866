package looplm.inference.admission;

import java.time.Duration;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that is not let in. Its message is told to the client, so it never holds text of a prompt. */
public final class RefusedException extends RuntimeException {

    private static final int SHOWN = 80;

    private final ErrorCode code;
    private final @Nullable String param;
    private final transient @Nullable Duration retryAfter;

    private RefusedException(ErrorCode code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** A fault that is of no field. */
    public static RefusedException of(ErrorCode code, String message) {
        return new RefusedException(code, message, null, null);
    }

    /** A fault of one field; the message must name it. */
    public static RefusedException of(ErrorCode code, String param, String message) {
        return new RefusedException(code, message, param, null);
    }

    /** A fault that passes. */
    public static RefusedException retryable(ErrorCode code, String message, Duration retryAfter) {
        return new RefusedException(code, message, null, retryAfter);
    }

    /**
     * A field out of its range.
     *
     * @param expected what would do
     */
    public static RefusedException invalid(String param, @Nullable Object value, String expected) {
        return of(ErrorCode.INVALID_VALUE, param, message(param, value, expected));
    }

    /** A field of OpenAI's API that this service does not offer. */
    public static RefusedException unsupported(String param, @Nullable Object value, String expected) {
        return of(
                ErrorCode.UNSUPPORTED_VALUE, param, message(param, value, expected) + ", no other value is supported");
    }

    private static String message(String param, @Nullable Object value, String expected) {
        String shown = value == null ? "missing" : value.toString();
        String cut = shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...";
        return param + ": " + cut + " (expected: " + expected + ")";
    }

    public ErrorCode code() {
        return code;
    }

    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** When to try again. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
