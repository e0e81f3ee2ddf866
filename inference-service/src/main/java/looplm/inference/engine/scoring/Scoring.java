package looplm.inference.engine.scoring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork.ContinuationLikelihood;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import org.jspecify.annotations.Nullable;

/** One scoring task on its way through the engine. Any thread may cancel it, wait for it and read its state. */
public final class Scoring {

    /** How it ended. */
    public sealed interface Outcome {
        record Scored(List<ContinuationLikelihood> scores) implements Outcome {
            public Scored {
                scores = List.copyOf(scores);
            }
        }

        record Failed(FailureCause cause) implements Outcome {}

        record Cancelled() implements Outcome {}
    }

    private final ScoringTask task;
    private final long startBy;
    private final Runnable ended;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean started;
    private volatile int fedTokens;
    private volatile @Nullable Outcome outcome;

    /**
     * @param startBy {@link System#nanoTime} by which it must have begun
     * @param ended called on the engine's thread when nothing more will be counted
     */
    public Scoring(ScoringTask task, long startBy, Runnable ended) {
        this.task = task;
        this.startBy = startBy;
        this.ended = ended;
    }

    public ScoringTask task() {
        return task;
    }

    public boolean started() {
        return started;
    }

    public boolean cancelled() {
        return cancelled;
    }

    /** Asks for the end; the engine follows before its next piece. */
    public void cancel() {
        cancelled = true;
    }

    /** Tokens that were run, each through all steps. */
    public int fedTokens() {
        return fedTokens;
    }

    /** Null until it has ended. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** Waits for its end. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean startsTooLate(long nanoTime) {
        return nanoTime - startBy >= 0;
    }

    void start() {
        started = true;
    }

    void fed(int tokens) {
        fedTokens = tokens;
    }

    void end(Outcome how) {
        outcome = how;
        ended.run();
        end.countDown();
    }
}
