package looplm.inference.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import looplm.inference.engine.Batch.PrefillChunk;
import looplm.inference.engine.Batch.RowStep;
import looplm.inference.engine.Batch.RowTick;
import looplm.inference.engine.TickResult.RowResult;
import looplm.inference.engine.TokenEvent.FailureCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a model: cancels, admits, runs one call and tells each request what it brought.
 *
 * <p>Threads: everything but {@link #stats} and {@link #sinceLastTick} belongs to one thread, see {@link EngineThread}.
 */
public final class LoopEngine {

    private static final Logger LOG = LoggerFactory.getLogger(LoopEngine.class);

    private final ModelRunner runner;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;
    private final EngineStats stats = new EngineStats();
    private volatile long lastTick;

    /**
     * @param chunkTokens prompt tokens of one prefill call at most
     * @param nanoTime {@link System#nanoTime}, or a test's
     */
    public LoopEngine(ModelRunner runner, AdmissionQueue waiting, int chunkTokens, LongSupplier nanoTime) {
        this.runner = runner;
        this.scheduler = new Scheduler(waiting, runner.shape(), chunkTokens, nanoTime);
        this.nanoTime = nanoTime;
        this.lastTick = nanoTime.getAsLong();
    }

    /**
     * Does one unit of work: at most one call of the model.
     *
     * <p>A call that throws fails the requests it touched; the engine goes on with the others.
     *
     * @return whether there was anything to run
     */
    public boolean tick() {
        lastTick = nanoTime.getAsLong();
        dropCancelled();
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
        return true;
    }

    /** Ends every request, running or waiting. */
    public void failAll(FailureCause cause) {
        scheduler.taken().forEach(row -> fail(row, cause));
        scheduler.waiting().removeAll().forEach(sequence -> sequence.fail(cause));
        stats.taken(0);
    }

    public EngineStats stats() {
        return stats;
    }

    /** Time since {@link #tick} was last entered: the engine's heartbeat. */
    public Duration sinceLastTick() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastTick);
    }

    private void dropCancelled() {
        scheduler.waiting().removeCancelled().forEach(Sequence::endCancelled);
        for (Row row : scheduler.taken()) {
            if (row.sequence().cancelled()) {
                row.sequence().endCancelled();
                release(row);
            }
        }
    }

    private void prefill(PrefillChunk chunk) {
        Row row = scheduler.row(chunk.row());
        try {
            PrefillResult result = runner.prefill(chunk);
            stats.prefilled(chunk.tokens().length);
            row.prefilled(chunk, result);
            releaseIfEnded(row);
        } catch (RuntimeException | Error e) {
            failCall(List.of(row), e);
        }
    }

    private void advance(RowTick tick) {
        List<Row> rows =
                tick.rows().stream().map(RowStep::row).map(scheduler::row).toList();
        TickResult result;
        try {
            result = runner.tick(tick);
        } catch (RuntimeException | Error e) {
            failCall(rows, e);
            return;
        }
        stats.ticked(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            ticked(rows.get(i), result.rows().get(i));
        }
    }

    /** A fault in reading one row's token is that row's alone. */
    private void ticked(Row row, RowResult result) {
        try {
            row.ticked(result);
            releaseIfEnded(row);
        } catch (RuntimeException | Error e) {
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
        row.clear();
        try {
            runner.release(row.index());
        } catch (RuntimeException e) {
            LOG.error("row {} could not be released", row.index(), e);
        }
    }
}
