package looplm.safety.error;

import java.io.IOException;

/** The body went past its limit while it was read. */
public final class RequestTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    public RequestTooLargeException(long limit) {
        super(message(limit));
    }

    /** The same words whether the length was announced or counted. */
    public static String message(long limit) {
        return "body: too large (expected: at most %d bytes)".formatted(limit);
    }
}
