package looplm.gateway.upstream;

import looplm.wire.ErrorCode;

/** The services whose failure fails a request. */
public enum Upstream {
    INFERENCE("inference", ErrorCode.INFERENCE_UNAVAILABLE, ErrorCode.INFERENCE_FAILED),
    SAFETY("safety", ErrorCode.SAFETY_UNAVAILABLE, ErrorCode.SAFETY_UNAVAILABLE);

    private final String label;
    private final ErrorCode unavailable;
    private final ErrorCode failed;

    Upstream(String label, ErrorCode unavailable, ErrorCode failed) {
        this.label = label;
        this.unavailable = unavailable;
        this.failed = failed;
    }

    /** Name of breaker, bulkhead and metrics, and of {@code <label>-service} in messages. */
    public String label() {
        return label;
    }

    /** It cannot be reached, or refuses to work. */
    public ErrorCode unavailable() {
        return unavailable;
    }

    /** It was reached and failed. */
    public ErrorCode failed() {
        return failed;
    }
}
