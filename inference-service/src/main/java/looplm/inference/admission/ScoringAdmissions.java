package looplm.inference.admission;

import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.inference.engine.ScoringDesk;
import looplm.inference.engine.ScoringTask;
import looplm.wire.ErrorCode;

/** The door of scoring: gives a checked task its place at the desk, or says why not. */
public final class ScoringAdmissions {

    private final ScoringDesk desk;
    private final Attempts attempts;
    private final Duration waitLimit;
    private final Duration retryAfter;

    /**
     * @param waitLimit time to wait for its turn
     * @param retryAfter what a refused client is told to wait
     */
    public ScoringAdmissions(ScoringDesk desk, Attempts attempts, Duration waitLimit, Duration retryAfter) {
        this.desk = desk;
        this.attempts = attempts;
        this.waitLimit = waitLimit;
        this.retryAfter = retryAfter;
    }

    /**
     * @param account who pays
     * @throws RefusedException if the attempt's id is in use, or there is no room
     */
    public ScoringAttempt enter(String id, String account, ScoringTask task) {
        var attempt = new ScoringAttempt(id, account, task, System.nanoTime() + waitLimit.toNanos(), attempts);
        attempts.add(attempt);
        if (!desk.offer(attempt.scoring())) {
            attempts.remove(attempt);
            throw RefusedException.retryable(ErrorCode.QUEUE_FULL, "scoring: too many tasks wait", retryAfter);
        }
        return attempt;
    }
}
