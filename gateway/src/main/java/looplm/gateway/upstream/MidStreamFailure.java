package looplm.gateway.upstream;

import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;

/** A stream failed after its first byte. It is never retried: the client has tokens that a second try would repeat. */
public final class MidStreamFailure extends GatewayException {

    public MidStreamFailure(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, null, null, cause);
    }
}
