package looplm.edge;

import java.time.Duration;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is refused, in words for its caller.
 *
 * @param code which error it is
 * @param param the field at fault, if it is one
 * @param message "name: value (expected: ...)"; never text of a prompt
 * @param retryAfter when the same request may succeed, where that is known
 */
public record Fault(ErrorCode code, Optional<String> param, String message, Optional<Duration> retryAfter) {

    /** Characters of a value that a message repeats. */
    private static final int SHOWN = 80;

    /** A fault that is of no field. */
    public static Fault of(ErrorCode code, String message) {
        return new Fault(code, Optional.empty(), message, Optional.empty());
    }

    /** A fault of one field; the message must name it. */
    public static Fault of(ErrorCode code, String param, String message) {
        return new Fault(code, Optional.of(param), message, Optional.empty());
    }

    /**
     * A fault of one field's value: {@code param: value (expected: ...)}.
     *
     * @param value null where the field is missing
     */
    public static Fault about(ErrorCode code, String param, @Nullable Object value, String expected) {
        String shown = value == null ? "missing" : value.toString();
        String cut = shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...";
        return of(code, param, param + ": " + cut + " (expected: " + expected + ")");
    }

    /** What a framework or server refused, of which only the status is known. */
    public static Fault ofStatus(int status) {
        return switch (status) {
            case 401 -> of(ErrorCode.INVALID_API_KEY, "authorization: missing or invalid");
            case 403 -> of(ErrorCode.PERMISSION_DENIED, "not allowed");
            case 404 -> of(ErrorCode.NOT_FOUND, "path: nothing is here");
            case 405 -> of(ErrorCode.METHOD_NOT_ALLOWED, "method: not allowed here");
            case 406 -> of(ErrorCode.NOT_ACCEPTABLE, "accept: this path answers JSON");
            case 413 -> of(ErrorCode.REQUEST_TOO_LARGE, "body: too large");
            case 415 ->
                of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type: not supported (expected: application/json)");
            default ->
                status >= 400 && status < 500
                        ? of(ErrorCode.INVALID_VALUE, "the request is malformed")
                        : of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }
}
