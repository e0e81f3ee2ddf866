package looplm.gateway.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An upstream's refusal of what the client sent (4xx with OpenAI's envelope): it reaches the client unchanged. */
public final class RelayedError extends RuntimeException {

    private final int status;
    private final String errorCode;
    private final byte[] body;
    private final @Nullable String retryAfter;

    /**
     * @param errorCode the envelope's {@code code}
     * @param body the envelope as it came
     * @param retryAfter the {@code Retry-After} header as it came
     */
    public RelayedError(int status, String errorCode, byte[] body, @Nullable String retryAfter) {
        super("upstream refused the request: " + status + " " + errorCode);
        this.status = status;
        this.errorCode = errorCode;
        this.body = body.clone();
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String errorCode() {
        return errorCode;
    }

    public byte[] body() {
        return body.clone();
    }

    public Optional<String> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
