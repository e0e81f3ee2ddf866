package looplm.inference.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import looplm.inference.engine.Admitter.Admitted;
import looplm.inference.engine.model.Batch;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.TickResult;
import looplm.inference.engine.model.TickResult.RowResult;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.prefix.PrefixCache;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a model: cancels, admits, runs one call and tells each request what it brought.
 *
 * <p>Threads: everything but {@link #stats}, {@link #memory} and {@link #sinceLastTick} belongs to one thread, see {@link
 * EngineThread}.
 */
public final class LoopEngine {

    private static final Logger LOG = LoggerFactory.getLogger(LoopEngine.class);

    /** Steps that may be asked for, at most this many times the trained ones. */
    private static final int DEEPEST = 2;

    private final ModelRunner runner;
    private final AdmissionQueue waiting;
    private final Scheduler scheduler;
    private final Admitter admitter;
    private final PrefixCache prefixes;
    private final KvMemory memory;
    private final ScoringDesk scoring;
    private final LongSupplier nanoTime;
    private final EngineStats stats;
    private volatile long lastTick;

    /**
     * @param memory for keys and values; this engine's alone
     * @param scoring what else there is to do
     * @param nanoTime {@link System#nanoTime}, or a test's
     */
    public LoopEngine(
            ModelRunner runner,
            AdmissionQueue waiting,
            KvMemory memory,
            ScoringDesk scoring,
            EngineSettings settings,
            LongSupplier nanoTime) {
        this.runner = runner;
        this.waiting = waiting;
        this.memory = memory;
        this.scoring = scoring;
        this.nanoTime = nanoTime;
        this.stats = new EngineStats(DEEPEST * runner.shape().trainedSteps());
        this.prefixes = new PrefixCache(runner, memory, settings.chunkTokens(), settings.keepPrefixes(), stats::looked);
        this.scheduler = new Scheduler(runner.shape().rows(), settings);
        this.admitter = new Admitter(waiting, runner, memory, prefixes, settings);
        this.lastTick = nanoTime.getAsLong();
    }

    /** A plain engine with memory for the most that its rows can need. */
    public LoopEngine(ModelRunner runner, AdmissionQueue waiting, int chunkTokens, LongSupplier nanoTime) {
        this(
                runner,
                waiting,
                enough(runner.shape()),
                new ScoringDesk(1, waiting::wake),
                EngineSettings.plain(chunkTokens),
                nanoTime);
    }

    private static KvMemory enough(ModelShape shape) {
        var memory = new KvMemory(1, 16);
        return new KvMemory(shape.rows() * memory.blocks(shape.contextLength(), DEEPEST * shape.trainedSteps()), 16);
    }

    /**
     * Does one unit of work: at most one call of the model.
     *
     * <p>A call that throws fails the requests it touched; the engine goes on with the others.
     *
     * @return whether there was anything to run
     */
    public boolean tick() {
        long begun = nanoTime.getAsLong();
        lastTick = begun;
        dropEnded(begun);
        admit(begun);
        boolean rowsBusy = !scheduler.taken().isEmpty();
        if (scoring.due(rowsBusy, stats.tickNanos() + stats.prefillNanos())
                && scoring.advance(runner, memory, prefixes, rowsBusy)) {
            return true;
        }
        Batch batch = scheduler.schedule();
        stats.taken(scheduler.taken().size());
        if (batch == null) {
            return false;
        }
        switch (batch) {
            case PrefillChunk chunk -> prefill(chunk);
            case RowTick rows -> advance(rows);
        }
        stats.taken(scheduler.taken().size());
        stats.worked(nanoTime.getAsLong() - begun);
        return true;
    }

    /** Ends every request, running or waiting, and forgets every prompt. */
    public void failAll(FailureCause cause) {
        scheduler.taken().forEach(row -> fail(row, cause));
        waiting.removeAll().forEach(sequence -> endWaiting(sequence, cause));
        scoring.failAll(cause, memory);
        prefixes.clear();
        stats.taken(0);
    }

    /** Lets no more scoring in; the queue of requests is its owner's to close. */
    void stopScoring() {
        scoring.close();
    }

    /** Whether nothing is left to do. */
    boolean isIdle() {
        return scheduler.taken().isEmpty() && waiting.isEmpty() && scoring.isIdle();
    }

    /** As {@link #failAll} with an internal fault, because the engine begins anew. */
    void restart() {
        stats.restarted();
        failAll(FailureCause.INTERNAL);
    }

    public EngineStats stats() {
        return stats;
    }

    public KvMemory memory() {
        return memory;
    }

    /** Time since {@link #tick} was last entered: the engine's heartbeat. */
    public Duration sinceLastTick() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastTick);
    }

    private void dropEnded(long now) {
        scoring.dropEnded(now, memory);
        waiting.removePushedOut().forEach(sequence -> endWaiting(sequence, FailureCause.PUSHED_OUT));
        waiting.removeIf(admitter::tooLarge).forEach(sequence -> endWaiting(sequence, FailureCause.TOO_LARGE));
        waiting.removeIf(sequence -> sequence.cancelled() || startsTooLate(sequence, now))
                .forEach(sequence -> endWaiting(sequence, FailureCause.WAITED_TOO_LONG));
        for (Row row : scheduler.taken()) {
            Sequence sequence = row.sequence();
            if (sequence.cancelled()) {
                sequence.endCancelled();
                release(row);
            } else if (sequence.request().handling().endsTooLate(now)) {
                fail(row, FailureCause.TOOK_TOO_LONG);
            }
        }
    }

    private static boolean startsTooLate(Sequence sequence, long now) {
        Handling handling = sequence.request().handling();
        return handling.startsTooLate(now) || handling.endsTooLate(now);
    }

    private void endWaiting(Sequence sequence, FailureCause cause) {
        SharedPrompt shared = sequence.shared();
        if (shared != null) {
            shared.left();
            discardUnawaited(shared);
        }
        if (sequence.cancelled()) {
            sequence.endCancelled();
        } else {
            sequence.fail(cause);
        }
    }

    private void admit(long now) {
        List<Row> free = scheduler.free();
        while (!free.isEmpty()) {
            Admitted admitted = admitter.next(free, scheduler.taken().isEmpty());
            if (admitted == null) {
                return;
            }
            Row row = admitted.row();
            row.sequence().start(now);
            scheduler.admitted(row);
            begin(admitted);
            free = scheduler.free();
        }
    }

    /** Fills a row with what is there of its prompt. */
    private void begin(Admitted admitted) {
        Row row = admitted.row();
        Sequence sequence = row.sequence();
        try {
            SharedPrompt shared = sequence.shared();
            if (shared != null) {
                shared.started(sequence);
            }
            if (shared != null && shared.page() != null) {
                load(row, shared.page());
                row.begin(shared.result());
                discardUnawaited(shared);
                releaseIfEnded(row);
            } else {
                admitted.pages().forEach(kept -> load(row, kept.page()));
            }
        } catch (RuntimeException | Error e) {
            failCall(List.of(row), e);
        } finally {
            prefixes.release(admitted.pages());
        }
    }

    private void load(Row row, KvPage page) {
        AnswerRequest request = row.sequence().request();
        runner.load(row.index(), page, request.promptTokens().length, request.positions());
        row.loaded(page);
    }

    private void prefill(PrefillChunk chunk) {
        Row row = scheduler.row(chunk.row());
        try {
            long begun = nanoTime.getAsLong();
            ChunkResult result = runner.prefill(chunk);
            stats.prefilled(chunk.tokens().length, nanoTime.getAsLong() - begun);
            row.prefilled(chunk);
            prefixes.keep(row.sequence().prompt(), chunk);
            if (!row.prefilling()) {
                share(row, result);
                row.begin(result);
                releaseIfEnded(row);
            }
        } catch (RuntimeException | Error e) {
            failCall(List.of(row), e);
        }
    }

    /** Lets the other answers of a request start from what its prompt left. */
    private void share(Row row, ChunkResult result) {
        SharedPrompt shared = row.sequence().shared();
        if (shared == null) {
            return;
        }
        int positions = row.sequence().request().promptTokens().length;
        if (shared.awaited() && prefixes.makeRoom(memory.blocks(positions, row.planes()))) {
            shared.ran(prefixes.hold(row.index(), row.planes(), positions), result);
        } else {
            shared.leaderDone(row.sequence());
        }
    }

    private void discardUnawaited(SharedPrompt shared) {
        if (!shared.awaited()) {
            KvPage page = shared.takePage();
            if (page != null) {
                prefixes.discard(page);
            }
        }
    }

    private void advance(RowTick tick) {
        List<Row> rows =
                tick.rows().stream().map(RowStep::row).map(scheduler::row).toList();
        TickResult result;
        long begun = nanoTime.getAsLong();
        try {
            result = runner.tick(tick);
        } catch (RuntimeException | Error e) {
            failCall(rows, e);
            return;
        }
        long ran = nanoTime.getAsLong();
        stats.ticked(rows.size(), ran - begun);
        boolean head = false;
        for (int i = 0; i < rows.size(); i++) {
            head |= result.rows().get(i).exited();
            ticked(rows.get(i), result.rows().get(i));
        }
        if (head) {
            stats.headRan();
        }
        stats.read(nanoTime.getAsLong() - ran);
    }

    /** A fault in reading one row's token is that row's alone. */
    private void ticked(Row row, RowResult result) {
        int step = row.executedSteps() + 1;
        try {
            if (row.ticked(result)) {
                stats.exited(step);
                releaseIfEnded(row);
            }
        } catch (RuntimeException | Error e) {
            if (result.exited()) {
                stats.exited(step);
            }
            failCall(List.of(row), e);
        }
    }

    private void releaseIfEnded(Row row) {
        if (row.sequence().ended()) {
            release(row);
        }
    }

    private void failCall(List<Row> rows, Throwable cause) {
        stats.failed();
        LOG.atError()
                .addArgument(() ->
                        rows.stream().map(row -> row.sequence().request().id()).toList())
                .setCause(cause)
                .log("model call failed for attempts {}");
        rows.forEach(row -> fail(row, FailureCause.INTERNAL));
    }

    private void fail(Row row, FailureCause cause) {
        if (!row.sequence().ended()) {
            row.sequence().fail(cause);
        }
        release(row);
    }

    private void release(Row row) {
        stats.wasted(row.executedSteps());
        SharedPrompt shared = row.sequence().shared();
        if (shared != null) {
            shared.leaderDone(row.sequence());
        }
        memory.free(row.clear());
        try {
            runner.release(row.index());
        } catch (RuntimeException e) {
            LOG.error("row {} could not be released", row.index(), e);
        }
    }
}
