package looplm.eval.run;

import org.jspecify.annotations.Nullable;

/** The run cannot go on; its message is what callers are told. */
final class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunFailedException(String message) {
        this(message, null);
    }

    RunFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A fault of this service: its cause is for the log only. */
    static RunFailedException internal(Exception cause) {
        return new RunFailedException("internal error, see the log of eval-service", cause);
    }
}
