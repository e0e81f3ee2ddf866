package looplm.gateway.error;

import java.time.Duration;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** An error whose message may be told to the client. A cause, where there is one, is never told. */
public class GatewayException extends RuntimeException {

    private static final int SHOWN_CHARACTERS = 60;

    private final ErrorCode code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    public GatewayException(ErrorCode code, String message) {
        this(code, message, null, null, null);
    }

    public GatewayException(ErrorCode code, String message, @Nullable String param) {
        this(code, message, param, null, null);
    }

    public GatewayException(
            ErrorCode code,
            String message,
            @Nullable String param,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /**
     * A request field outside its range: {@code param: value (expected: ...)}.
     *
     * @param param path of the field, e.g. {@code loop.max_steps}
     */
    public static GatewayException invalid(String param, @Nullable Object value, String expected) {
        return new GatewayException(
                ErrorCode.INVALID_VALUE, param + ": " + shown(value) + " (expected: " + expected + ")", param);
    }

    /** A value as an error message shows it: short, whatever the client sent. */
    public static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        int end = text.offsetByCodePoints(0, Math.min(SHOWN_CHARACTERS, text.codePointCount(0, text.length())));
        return end == text.length() ? text : text.substring(0, end) + "...";
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public ErrorCode code() {
        return code;
    }

    /** The request field at fault. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }

    /** When the same request may succeed. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
