package looplm.wire;

import java.util.Locale;

/**
 * Every error a client can see. The lower-case name is the {@code code} in OpenAI's error envelope and in problem+json.
 */
public enum ErrorCode {
    INVALID_JSON(Type.USER, 400, "invalid_request_error", false),
    INVALID_VALUE(Type.USER, 400, "invalid_request_error", false),
    UNSUPPORTED_VALUE(Type.USER, 400, "invalid_request_error", false),
    CONTEXT_LENGTH_EXCEEDED(Type.USER, 400, "invalid_request_error", false),
    INVALID_API_KEY(Type.USER, 401, "authentication_error", false),
    PERMISSION_DENIED(Type.USER, 403, "permission_error", false),
    MODEL_NOT_FOUND(Type.USER, 404, "invalid_request_error", false),
    NOT_FOUND(Type.USER, 404, "invalid_request_error", false),
    METHOD_NOT_ALLOWED(Type.USER, 405, "invalid_request_error", false),
    NOT_ACCEPTABLE(Type.USER, 406, "invalid_request_error", false),
    REQUEST_TIMEOUT(Type.USER, 408, "invalid_request_error", true),
    DUPLICATE_ATTEMPT(Type.USER, 409, "invalid_request_error", false),
    REQUEST_CANCELLED(Type.USER, 409, "invalid_request_error", false),
    REQUEST_TOO_LARGE(Type.USER, 413, "invalid_request_error", false),
    URI_TOO_LONG(Type.USER, 414, "invalid_request_error", false),
    UNSUPPORTED_MEDIA_TYPE(Type.USER, 415, "invalid_request_error", false),
    HEADERS_TOO_LARGE(Type.USER, 431, "invalid_request_error", false),

    QUEUE_FULL(Type.CAPACITY, 429, "rate_limit_error", true),
    TOO_MANY_REQUESTS(Type.CAPACITY, 429, "rate_limit_error", true),
    SHUTTING_DOWN(Type.CAPACITY, 503, "service_unavailable_error", true),

    SAFETY_UNAVAILABLE(Type.DEPENDENCY, 503, "service_unavailable_error", true),
    INFERENCE_UNAVAILABLE(Type.DEPENDENCY, 503, "service_unavailable_error", true),
    INFERENCE_FAILED(Type.DEPENDENCY, 502, "api_error", true),
    DATABASE_UNAVAILABLE(Type.DEPENDENCY, 503, "service_unavailable_error", true),
    TIMED_OUT(Type.DEPENDENCY, 504, "timeout_error", true),

    INTERNAL(Type.INTERNAL, 500, "api_error", false);

    /** Whose fault it is: decides what is logged and whether the cause may be told. */
    public enum Type {
        USER,
        CAPACITY,
        DEPENDENCY,
        INTERNAL
    }

    private final Type type;
    private final int status;
    private final String openAiType;
    private final boolean retryable;

    ErrorCode(Type type, int status, String openAiType, boolean retryable) {
        this.type = type;
        this.status = status;
        this.openAiType = openAiType;
        this.retryable = retryable;
    }

    public Type type() {
        return type;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The {@code type} in OpenAI's envelope, which SDKs map to an exception class. */
    public String openAiType() {
        return openAiType;
    }

    /** Whether the same request may succeed when sent again. */
    public boolean retryable() {
        return retryable;
    }

    /** The name on the wire, e.g. {@code invalid_value}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
