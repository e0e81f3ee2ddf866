package looplm.gateway.safety;

/** What becomes of a request while safety-service cannot be asked. The answer never claims that it was allowed. */
public enum FailMode {
    /** It is refused: 503 {@code safety_unavailable}. */
    CLOSED,
    /** It runs all recurrent steps. */
    DEEPEN,
    /** It runs as asked, and is marked unscreened. */
    OPEN
}
