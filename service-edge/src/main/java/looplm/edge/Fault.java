package looplm.edge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

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

    /** When to come again where nobody knows better. */
    private static final Duration SOON = Duration.ofSeconds(1);

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

    /** What the answer's headers say of it: when to come again, how to say who one is. */
    public Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        Optional<Duration> soon = code.type() == ErrorCode.Type.CAPACITY ? Optional.of(SOON) : Optional.empty();
        retryAfter.or(() -> soon).ifPresent(wait -> headers.put(HttpHeaders.RETRY_AFTER, seconds(wait)));
        if (code == ErrorCode.INVALID_API_KEY) {
            headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return headers;
    }

    /** Rounded up, so that a client does not come too early. */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1000)));
    }

    /** What a framework or server refused, of which only the status is known. */
    public static Fault ofStatus(int status) {
        return switch (status) {
            case 401 -> of(ErrorCode.INVALID_API_KEY, "authorization: missing or invalid");
            case 403 -> of(ErrorCode.PERMISSION_DENIED, "not allowed");
            case 404 -> of(ErrorCode.NOT_FOUND, "path: nothing is here");
            case 405 -> of(ErrorCode.METHOD_NOT_ALLOWED, "method: not allowed here");
            case 406 -> of(ErrorCode.NOT_ACCEPTABLE, "accept: this path answers JSON");
            case 408 -> of(ErrorCode.REQUEST_TIMEOUT, "the request did not come in time");
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
