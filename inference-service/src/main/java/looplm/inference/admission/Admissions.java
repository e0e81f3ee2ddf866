package looplm.inference.admission;

import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.inference.engine.ModelShape;
import looplm.wire.ErrorCode;

/** The door: gives a checked request its place in the queue, or says why not. */
public final class Admissions {

    private final BoundedQueue queue;
    private final Attempts attempts;
    private final ModelShape shape;
    private final Duration retryAfter;

    /**
     * @param retryAfter what a refused client is told to wait
     */
    public Admissions(BoundedQueue queue, Attempts attempts, ModelShape shape, Duration retryAfter) {
        this.queue = queue;
        this.attempts = attempts;
        this.shape = shape;
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
}
