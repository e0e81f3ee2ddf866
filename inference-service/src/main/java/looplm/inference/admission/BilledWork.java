package looplm.inference.admission;

import java.time.Duration;

/** What a caller asked for under the id of an attempt, and pays for. Safe for use by many threads. */
public sealed interface BilledWork permits Attempt, ScoringAttempt {

    /** The attempt's id. */
    String id();

    /** Who pays. */
    String account();

    /** What it has cost so far. */
    AttemptCount count();

    /** Asks for its end. Harmless afterwards. */
    void cancel();

    /** Waits for the final count. */
    boolean awaitEnd(Duration limit) throws InterruptedException;
}
