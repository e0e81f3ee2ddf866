package looplm.safety.error;

import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that gets an error answer. The message is told to the client, so it never holds prompt text. */
public final class ApiException extends RuntimeException {

    private final ErrorCode code;

    private final @Nullable String param;

    private ApiException(ErrorCode code, String message, @Nullable String param, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
    }

    /** {@code name: value (expected: ...)} about one field of the request. */
    public static ApiException invalid(String field, String value, String expected) {
        return about(ErrorCode.INVALID_VALUE, field, value, expected);
    }

    /** A field that is larger than a limit. */
    public static ApiException tooLarge(String field, String value, String expected) {
        return about(ErrorCode.REQUEST_TOO_LARGE, field, value, expected);
    }

    /** Something this service needs is not there. */
    public static ApiException unavailable(ErrorCode code, String message, Throwable cause) {
        return new ApiException(code, message, null, cause);
    }

    private static ApiException about(ErrorCode code, String field, String value, String expected) {
        return new ApiException(code, "%s: %s (expected: %s)".formatted(field, value, expected), field, null);
    }

    public ErrorCode code() {
        return code;
    }

    /** The field at fault; null when it is none. */
    public @Nullable String param() {
        return param;
    }
}
