package looplm.inference.engine.scoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.prefix.PrefixCache;
import looplm.inference.engine.scoring.Scoring.Outcome;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores continuations beside the rows: one task at a time, one piece at a time. While rows have something to run it gets
 * a fifth of the time and only memory that is free; so it slows answers a little, and answers never stop it.
 *
 * <p>Threads: {@link #offer} is anybody's; all else belongs to the engine's thread.
 */
public final class ScoringDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ScoringDesk.class);

    /** Time of rows for one of scoring, while both have work. */
    private static final int ROWS_SHARE = 4;

    private final int capacity;
    private final Runnable wake;
    private final Deque<Scoring> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    private @Nullable Scoring current;
    private @Nullable ScoringWork work;
    private long blocks;
    private long nanos;
    private long rowNanosBefore;

    /**
     * @param capacity tasks that may wait
     * @param wake wakes the engine up, for a task that has come in
     */
    public ScoringDesk(int capacity, Runnable wake) {
        this.capacity = capacity;
        this.wake = wake;
    }

    /** Puts a task at the end; false if there is no room, or the engine stops. */
    public boolean offer(Scoring scoring) {
        lock.lock();
        try {
            if (closed || waiting.size() >= capacity) {
                return false;
            }
            waiting.addLast(scoring);
        } finally {
            lock.unlock();
        }
        wake.run();
        return true;
    }

    /** Whether there is nothing to do. */
    public boolean isIdle() {
        lock.lock();
        try {
            return current == null && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Ends those that are done with waiting, and the current one if it was cancelled. */
    public void dropEnded(long now, KvMemory memory) {
        for (Scoring scoring : remove(now)) {
            scoring.end(
                    scoring.cancelled() ? new Outcome.Cancelled() : new Outcome.Failed(FailureCause.WAITED_TOO_LONG));
        }
        Scoring running = current;
        if (running != null && running.cancelled()) {
            finish(running, new Outcome.Cancelled(), memory);
        }
    }

    /**
     * Whether it is its turn.
     *
     * @param rowsBusy whether rows have something to run
     * @param rowNanos time that rows have had so far
     */
    public boolean due(boolean rowsBusy, long rowNanos) {
        if (isIdle()) {
            return false;
        }
        if (current == null) {
            nanos = 0;
            rowNanosBefore = rowNanos;
        }
        return !rowsBusy || nanos * ROWS_SHARE <= rowNanos - rowNanosBefore;
    }

    /**
     * Begins the next task, or runs a piece of the current one.
     *
     * @return whether anything was run
     */
    public boolean advance(ModelRunner runner, KvMemory memory, PrefixCache prefixes, boolean rowsBusy) {
        if (current == null && !begin(runner, memory, prefixes, rowsBusy)) {
            return false;
        }
        Scoring running = current;
        ScoringWork pieces = work;
        if (running == null || pieces == null) {
            return true;
        }
        long begun = System.nanoTime();
        try {
            boolean more = pieces.advance();
            running.fed(pieces.fedTokens());
            if (!more) {
                finish(running, new Outcome.Scored(pieces.scores()), memory);
            }
        } catch (RuntimeException | Error e) {
            fail(running, e, memory);
        }
        nanos += System.nanoTime() - begun;
        return true;
    }

    private boolean begin(ModelRunner runner, KvMemory memory, PrefixCache prefixes, boolean rowsBusy) {
        Scoring next = poll(memory, prefixes, rowsBusy);
        if (next == null) {
            return false;
        }
        ScoringTask task = next.task();
        blocks = memory.blocks(task.positions(), task.steps());
        if (blocks > memory.totalBlocks()) {
            blocks = 0;
            next.end(new Outcome.Failed(FailureCause.TOO_LARGE));
            return true;
        }
        prefixes.makeRoom(blocks);
        memory.reserve(blocks);
        current = next;
        next.start();
        try {
            work = runner.score(task);
        } catch (RuntimeException | Error e) {
            fail(next, e, memory);
        }
        return true;
    }

    private @Nullable Scoring poll(KvMemory memory, PrefixCache prefixes, boolean rowsBusy) {
        lock.lock();
        try {
            Scoring first = waiting.peekFirst();
            if (first == null) {
                return null;
            }
            long needed = memory.blocks(first.task().positions(), first.task().steps());
            boolean fits = prefixes.canFree(needed) || needed > memory.totalBlocks();
            return fits || !rowsBusy ? waiting.pollFirst() : null;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Scoring running, Throwable cause, KvMemory memory) {
        LOG.error("scoring failed", cause);
        finish(running, new Outcome.Failed(FailureCause.INTERNAL), memory);
    }

    private void finish(Scoring running, Outcome outcome, KvMemory memory) {
        ScoringWork done = work;
        work = null;
        current = null;
        memory.free(blocks);
        blocks = 0;
        if (done != null) {
            done.close();
        }
        running.end(outcome);
    }

    /** Ends every task. */
    public void failAll(FailureCause cause, KvMemory memory) {
        Scoring running = current;
        if (running != null) {
            finish(running, new Outcome.Failed(cause), memory);
        }
        lock.lock();
        try {
            waiting.forEach(scoring -> scoring.end(new Outcome.Failed(cause)));
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Lets no more tasks in. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private List<Scoring> remove(long now) {
        lock.lock();
        try {
            var removed = new ArrayList<Scoring>();
            waiting.removeIf(scoring -> {
                boolean done = scoring.cancelled() || scoring.startsTooLate(now);
                if (done) {
                    removed.add(scoring);
                }
                return done;
            });
            return removed;
        } finally {
            lock.unlock();
        }
    }
}
