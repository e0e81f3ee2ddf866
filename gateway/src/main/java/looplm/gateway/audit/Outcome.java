package looplm.gateway.audit;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
    ANSWERED,
    /** By safety: the prompt or the answer. */
    BLOCKED,
    /** The client's own error, or too much load. */
    REFUSED,
    FAILED,
    /** The client left. */
    CANCELLED;

    /** The name in the database and in logs. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
