package looplm.inference.admission;

import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.wire.ErrorCode;

/** The door: gives a checked request its place before the rows, or at the desk that scores, or says why not. */
public final class Admissions {

    private final BoundedQueue queue;
    private final ScoringDesk desk;
    private final Attempts attempts;
    private final ModelShape shape;
    private final Duration scoringWait;
    private final Duration retryAfter;

    /**
     * @param scoringWait time that a scoring task may wait for its turn
     * @param retryAfter what a refused client is told to wait
     */
    public Admissions(
            BoundedQueue queue,
            ScoringDesk desk,
            Attempts attempts,
            ModelShape shape,
            Duration scoringWait,
            Duration retryAfter) {
        this.queue = queue;
        this.desk = desk;
        this.attempts = attempts;
        this.shape = shape;
        this.scoringWait = scoringWait;
        this.retryAfter = retryAfter;
    }

    /**
     * @param account who pays
     * @throws RefusedException if the attempt's id is in use, the queue is full or the service stops
     */
    public Attempt enter(String account, Admission admission) {
        int prefillSteps = shape.prefillSteps(admission.first().depth());
        var attempt = new Attempt(account, admission, prefillSteps, attempts);
        attempts.add(attempt);
        BoundedQueue.Offer offer = queue.offer(attempt.sequences());
        if (offer != BoundedQueue.Offer.TAKEN) {
            attempts.remove(attempt);
        }
        return switch (offer) {
            case TAKEN -> attempt;
            case FULL -> throw RefusedException.retryable(ErrorCode.QUEUE_FULL, queue.fullness(), retryAfter);
            case CLOSED -> throw RefusedException.retryable(ErrorCode.SHUTTING_DOWN, "the service stops", retryAfter);
        };
    }

    /**
     * @param id the attempt's id
     * @param account who pays
     * @throws RefusedException if the attempt's id is in use, or there is no room
     */
    public ScoringAttempt enter(String id, String account, ScoringTask task) {
        var attempt = new ScoringAttempt(id, account, task, System.nanoTime() + scoringWait.toNanos(), attempts);
        attempts.add(attempt);
        if (!desk.offer(attempt.scoring())) {
            attempts.remove(attempt);
            throw RefusedException.retryable(ErrorCode.QUEUE_FULL, "scoring: too many tasks wait", retryAfter);
        }
        return attempt;
    }
}
