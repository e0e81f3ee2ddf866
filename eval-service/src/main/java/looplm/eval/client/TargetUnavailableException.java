package looplm.eval.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** inference-service does not answer now; later it may. */
public final class TargetUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * @param retryAfter what it asks to wait; zero where it does not say
     */
    public TargetUnavailableException(String message, Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
