package looplm.eval.error;

import java.util.Optional;
import looplm.edge.Fault;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that gets an error answer; its message is told to the caller. */
public final class ApiException extends RuntimeException {

    private static final int SHOWN = 80;

    private final ErrorCode code;
    private final @Nullable String param;

    private ApiException(ErrorCode code, String message, @Nullable String param, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
    }

    /** A fault that is of no field. */
    public static ApiException of(ErrorCode code, String message) {
        return new ApiException(code, message, null, null);
    }

    /** A fault of one field; the message must name it. */
    public static ApiException of(ErrorCode code, String param, String message) {
        return new ApiException(code, message, param, null);
    }

    /** A fault found at the edge. */
    static ApiException of(Fault fault) {
        return new ApiException(fault.code(), fault.message(), fault.param().orElse(null), null);
    }

    /** A field out of its range: {@code name: value (expected: ...)}. */
    public static ApiException invalid(String param, @Nullable Object value, String expected) {
        return of(ErrorCode.INVALID_VALUE, param, message(param, value, expected));
    }

    /** Something that is named by a field and does not exist. */
    public static ApiException notFound(String param, Object value, String expected) {
        return of(ErrorCode.NOT_FOUND, param, message(param, value, expected));
    }

    /** Something this service needs is not there. */
    public static ApiException unavailable(ErrorCode code, String message, Throwable cause) {
        return new ApiException(code, message, null, cause);
    }

    private static String message(String param, @Nullable Object value, String expected) {
        String shown = value == null ? "missing" : value.toString();
        String cut = shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...";
        return "%s: %s (expected: %s)".formatted(param, cut, expected);
    }

    public ErrorCode code() {
        return code;
    }

    /** The field at fault, if it is one. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
