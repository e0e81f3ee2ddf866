package looplm.eval.run;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import looplm.eval.client.TargetRefusedException;
import looplm.eval.client.TargetUnavailableException;
import looplm.eval.record.Claim;
import looplm.eval.record.ItemOutcome;
import looplm.eval.record.ItemResult;
import looplm.eval.record.RunLog;
import looplm.eval.record.Work;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many items in flight, saves their rows in batches and the lease alive. Used by one thread, which alone talks
 * to the database; each item in flight has a virtual thread of its own.
 */
final class RunExecution implements AutoCloseable {

    private final Claim claim;
    private final RunLog log;
    private final RunSettings settings;
    private final MeterRegistry meters;
    private final BooleanSupplier stopping;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final List<ItemResult> unsaved = new ArrayList<>();
    private int inFlight;
    private int timeoutsInARow;
    private long lastFlush = System.nanoTime();

    RunExecution(Claim claim, RunLog log, RunSettings settings, MeterRegistry meters, BooleanSupplier stopping) {
        this.claim = claim;
        this.log = log;
        this.settings = settings;
        this.meters = meters;
        this.stopping = stopping;
    }

    /** An item that is no longer in flight. */
    private sealed interface Ended {
        record Recorded(ItemResult row) implements Ended {}

        record Broken(Exception cause) implements Ended {}
    }

    /**
     * Waits for one answer and keeps the lease meanwhile.
     *
     * @return empty when it is time to stop
     * @throws RunFailedException if there will be none
     */
    <T> Optional<T> await(Callable<T> call) throws InterruptedException {
        Future<T> answer = threads.submit(call);
        while (!stopping.getAsBoolean()) {
            try {
                return Optional.of(answer.get(settings.flushInterval().toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                log.append(claim, List.of());
            } catch (ExecutionException e) {
                throw failure(e.getCause() instanceof Exception cause ? cause : e);
            }
        }
        return Optional.empty();
    }

    /**
     * Asks everything. What was answered is saved, however this ends.
     *
     * @return false when it is time to stop
     * @throws RunFailedException if the run cannot go on
     */
    boolean askAll(List<Work> work, ItemAsker asker) throws InterruptedException {
        Queue<Work> waiting = new ArrayDeque<>(work);
        while (!waiting.isEmpty() || inFlight > 0) {
            if (stopping.getAsBoolean()) {
                flush();
                return false;
            }
            while (inFlight < settings.concurrency() && !waiting.isEmpty()) {
                ask(waiting.remove(), asker);
            }
            collect();
        }
        flush();
        return true;
    }

    private void ask(Work work, ItemAsker asker) {
        inFlight++;
        threads.execute(() -> {
            try {
                ended.add(new Ended.Recorded(asker.ask(work)));
            } catch (Exception e) {
                // told to the thread that waits for this item, which decides
                ended.add(new Ended.Broken(e));
            }
        });
    }

    private void collect() throws InterruptedException {
        Duration sinceFlush = Duration.ofNanos(System.nanoTime() - lastFlush);
        Duration left = settings.flushInterval().minus(sinceFlush);
        @Nullable Ended next = ended.poll(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        switch (next) {
            case null -> flush();
            case Ended.Recorded(ItemResult row) -> take(row);
            case Ended.Broken(Exception cause) -> {
                flush();
                throw failure(cause);
            }
        }
    }

    private void take(ItemResult row) {
        inFlight--;
        unsaved.add(row);
        meters.counter("looplm.eval.items", "outcome", row.outcome().word()).increment();
        timeoutsInARow = row.outcome() == ItemOutcome.TIMED_OUT ? timeoutsInARow + 1 : 0;
        if (timeoutsInARow >= settings.timeoutsInARow()) {
            flush();
            throw new RunFailedException(timeoutsInARow + " items in a row had no answer in time");
        }
        if (unsaved.size() >= settings.batch()) {
            flush();
        }
    }

    private void flush() {
        log.append(claim, unsaved);
        unsaved.clear();
        lastFlush = System.nanoTime();
    }

    private static RunFailedException failure(Exception cause) {
        return switch (cause) {
            case RunFailedException failed -> failed;
            case TargetUnavailableException gone -> new RunFailedException("given up: " + gone.getMessage(), gone);
            case TargetRefusedException refused -> new RunFailedException(String.valueOf(refused.getMessage()));
            default -> RunFailedException.internal(cause);
        };
    }

    /** Ends what is still in flight. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
