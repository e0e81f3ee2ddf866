package looplm.inference.admission;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import looplm.inference.engine.Sequence.State;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.scoring.Scoring;
import looplm.inference.engine.scoring.Scoring.Outcome;
import looplm.inference.engine.token.Counts;

/** One attempt at scoring, from its place in the queue to its final count. */
public final class ScoringAttempt implements BilledWork {

    private final String id;
    private final String account;
    private final Scoring scoring;

    /**
     * @param account who pays
     * @param startBy {@link System#nanoTime} by which it must have begun
     * @param attempts told when it ends
     */
    ScoringAttempt(String id, String account, ScoringTask task, long startBy, Attempts attempts) {
        this.id = id;
        this.account = account;
        this.scoring = new Scoring(task, startBy, () -> attempts.ended(this));
    }

    /** The task, as the engine sees it. */
    public Scoring scoring() {
        return scoring;
    }

    @Override
    public String id() {
        return id;
    }

    /** Every token that is run is one of a prompt: it runs through all steps, and none is generated. */
    @Override
    public AttemptCount count() {
        State state = state();
        int fed = scoring.fedTokens();
        int steps = scoring.task().steps();
        var counts = new Counts(fed, 0, 0, 0, (long) fed * steps, 0, steps, Collections.emptySortedMap());
        return new AttemptCount(id, account, state, Optional.empty(), counts);
    }

    @Override
    public String account() {
        return account;
    }

    private State state() {
        return switch (scoring.outcome()) {
            case null -> scoring.started() ? State.RUNNING : State.QUEUED;
            case Outcome.Scored _ -> State.FINISHED;
            case Outcome.Failed _ -> State.FAILED;
            case Outcome.Cancelled _ -> State.CANCELLED;
        };
    }

    @Override
    public void cancel() {
        scoring.cancel();
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return scoring.awaitEnd(limit);
    }
}
