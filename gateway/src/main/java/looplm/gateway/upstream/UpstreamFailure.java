package looplm.gateway.upstream;

import java.time.Duration;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A call failed before its first byte: nothing of it has reached the client. */
public final class UpstreamFailure extends GatewayException {

    private final boolean retryable;

    public UpstreamFailure(
            ErrorCode code,
            String message,
            boolean retryable,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(code, message, null, retryAfter, cause);
        this.retryable = retryable;
    }

    /** Whether another try, at once, may go better. */
    public boolean retryable() {
        return retryable;
    }
}
