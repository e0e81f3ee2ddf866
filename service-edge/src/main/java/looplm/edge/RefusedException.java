package looplm.edge;

import java.time.Duration;
import java.util.Optional;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A request that gets an error in place of an answer. A cause, where there is one, is logged and never told. */
public final class RefusedException extends RuntimeException {

    private final transient Fault fault;

    private RefusedException(Fault fault, @Nullable Throwable cause) {
        super(fault.message(), cause);
        this.fault = fault;
    }

    public static RefusedException of(Fault fault) {
        return new RefusedException(fault, null);
    }

    /** A fault that is of no field. */
    public static RefusedException of(ErrorCode code, String message) {
        return of(Fault.of(code, message));
    }

    /** A fault of one field; the message must name it. */
    public static RefusedException of(ErrorCode code, String param, String message) {
        return of(Fault.of(code, param, message));
    }

    /**
     * A field out of its range.
     *
     * @param expected what would do
     */
    public static RefusedException invalid(String param, @Nullable Object value, String expected) {
        return of(Fault.about(ErrorCode.INVALID_VALUE, param, value, expected));
    }

    /** A field of OpenAI's API that is not offered. */
    public static RefusedException unsupported(String param, @Nullable Object value, String expected) {
        Fault fault = Fault.about(ErrorCode.UNSUPPORTED_VALUE, param, value, expected);
        return of(fault.code(), param, fault.message() + ", no other value is supported");
    }

    /** Something that is named by a field and does not exist. */
    public static RefusedException notFound(String param, @Nullable Object value, String expected) {
        return of(Fault.about(ErrorCode.NOT_FOUND, param, value, expected));
    }

    /** A field that is larger than a limit. */
    public static RefusedException tooLarge(String param, @Nullable Object value, String expected) {
        return of(Fault.about(ErrorCode.REQUEST_TOO_LARGE, param, value, expected));
    }

    /** A fault that passes. */
    public static RefusedException retryable(ErrorCode code, String message, Duration retryAfter) {
        return of(new Fault(code, Optional.empty(), message, Optional.of(retryAfter)));
    }

    /** Something that the service needs is not there. */
    public static RefusedException unavailable(ErrorCode code, String message, Throwable cause) {
        return new RefusedException(Fault.of(code, message), cause);
    }

    public Fault fault() {
        return fault;
    }

    public ErrorCode code() {
        return fault.code();
    }

    /** The field at fault, if it is one. */
    public Optional<String> param() {
        return fault.param();
    }

    @Override
    public String getMessage() {
        return fault.message();
    }
}
