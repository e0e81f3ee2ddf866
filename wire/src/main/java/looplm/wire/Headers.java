package looplm.wire;

/** Names of the HTTP headers that services and clients exchange. All {@code x-looplm-*} headers of a client are dropped at the gateway. */
public final class Headers {

    /** Correlates the log lines of one client request across services; kept when well-formed, else made. */
    public static final String REQUEST_ID = "x-request-id";

    /** A random UUID that the caller of inference-service makes per attempt; the id of {@code /internal/requests/{id}}. */
    public static final String ATTEMPT_ID = "x-looplm-attempt-id";

    /** The account that pays for a request's recurrent steps: a key's id, or {@code system:eval} and its like. */
    public static final String ACCOUNT = "x-looplm-account";

    /** The verdict on the prompt: {@code allowed}, {@code deepened} or {@code blocked}. */
    public static final String SAFETY = "x-looplm-safety";

    /** {@code reduced} when load shed recurrent steps. */
    public static final String DEPTH = "x-looplm-depth";

    /** The model's name and the short hash of its weights, as {@code name@hash}. */
    public static final String MODEL = "x-looplm-model";

    /** Milliseconds that the caller will still wait, counted from when the request arrives; work that takes longer is given up. */
    public static final String DEADLINE = "x-looplm-deadline-ms";

    private Headers() {}
}
