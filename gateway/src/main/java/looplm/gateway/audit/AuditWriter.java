package looplm.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Writes what requests hand over, in the order of its coming and as much at once as has gathered, in one transaction. What
 * the database does not take goes to the {@link SpillFile}, and from there to the database when that is back.
 */
final class AuditWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final AuditStore store;
    private final SpillFile spill;
    private final AuditSettings settings;
    private final IntConsumer freed;
    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Counter written;
    private final Counter spilled;
    private final Counter lost;

    /** Taken from the queue and not yet kept anywhere. Only the writing thread changes it; a shutdown reads it. */
    private volatile Batch inHand = Batch.EMPTY;

    /** When the write began, or the first of several in vain; 0 while all goes well. */
    private volatile long failingSince;

    /** What a request hands over. */
    private sealed interface Entry {

        record Opening(OpenRequest request, CompletableFuture<Void> written) implements Entry {}

        record Ending(AuditRow row) implements Entry {}
    }

    private record Batch(List<Entry.Opening> opened, List<AuditRow> ended) {

        static final Batch EMPTY = new Batch(List.of(), List.of());

        static Batch of(List<Entry> entries) {
            var opened = new ArrayList<Entry.Opening>();
            var ended = new ArrayList<AuditRow>();
            for (Entry entry : entries) {
                switch (entry) {
                    case Entry.Opening opening -> opened.add(opening);
                    case Entry.Ending ending -> ended.add(ending.row());
                }
            }
            return new Batch(opened, ended);
        }

        boolean isEmpty() {
            return opened.isEmpty() && ended.isEmpty();
        }

        /** Without requests that nobody waits for any more. */
        Batch wanted() {
            return new Batch(
                    opened.stream()
                            .filter(opening -> !opening.written().isDone())
                            .toList(),
                    ended);
        }

        Batch withoutEnded() {
            return new Batch(opened, List.of());
        }

        Batch and(Batch other) {
            return new Batch(concat(opened, other.opened), concat(ended, other.ended));
        }

        private static <T> List<T> concat(List<T> one, List<T> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }
    }

    /**
     * @param freed told how many ended rows are kept, and hold no memory any more
     */
    AuditWriter(AuditStore store, SpillFile spill, AuditSettings settings, MeterRegistry meters, IntConsumer freed) {
        this.store = store;
        this.spill = spill;
        this.settings = settings;
        this.freed = freed;
        this.written = meters.counter("looplm.gateway.audit.written");
        this.spilled = meters.counter("looplm.gateway.audit.spilled");
        this.lost = meters.counter("looplm.gateway.audit.lost");
    }

    /** Hands over the beginning of a request; done when it is in the database. Cancelling it takes it back. */
    CompletableFuture<Void> opening(OpenRequest request) {
        var done = new CompletableFuture<Void>();
        queue.add(new Entry.Opening(request, done));
        return done;
    }

    /** Hands over the end of one; never blocks. */
    void ended(AuditRow row) {
        queue.add(new Entry.Ending(row));
    }

    /** Whether the database has not taken anything for longer than a request may wait for it. */
    boolean isStalled() {
        long since = failingSince;
        return since != 0 && System.nanoTime() - since > settings.stallLimit().toNanos();
    }

    /** Whether neither the database nor the file takes anything. */
    boolean isRefused() {
        return failingSince != 0 && spill.isRefusing();
    }

    /** Writes what has gathered, and waits for it a moment if there is nothing. */
    void writeOnce() throws InterruptedException {
        if (inHand.isEmpty()) {
            inHand = gathered();
        }
        if (!inHand.isEmpty()) {
            inHand = leftOf(inHand);
        } else if (!spill.isEmpty() || failingSince != 0) {
            replay();
        }
        if (failingSince != 0) {
            TimeUnit.MILLISECONDS.sleep(settings.retryDelay().toMillis());
        }
    }

    /** What is left at the end goes to the file; what does not fit there is lost, and counted. */
    void keepTheRest() {
        var rest = new ArrayList<>(inHand.ended());
        var entries = new ArrayList<Entry>();
        queue.drainTo(entries);
        rest.addAll(Batch.of(entries).ended());
        if (!rest.isEmpty() && !spill.append(rest)) {
            LOG.error("{} audit rows could not be written before the end", rest.size());
            lost.increment(rest.size());
        }
    }

    private Batch gathered() throws InterruptedException {
        var entries = new ArrayList<Entry>();
        Entry first = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            entries.add(first);
            queue.drainTo(entries, settings.batch() - 1);
        }
        return Batch.of(entries);
    }

    /** Writes a batch; returns what has to be tried again. */
    private Batch leftOf(Batch batch) {
        beginning();
        try {
            store.write(batch.opened().stream().map(Entry.Opening::request).toList(), batch.ended());
            failingSince = 0;
            batch.opened().forEach(opening -> opening.written().complete(null));
            written.increment(batch.ended().size());
            freed.accept(batch.ended().size());
            return Batch.EMPTY;
        } catch (DataIntegrityViolationException e) {
            return leftOfEach(batch, e);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("{} audit rows wait: {}", batch.ended().size() + queue.size(), e.getMessage());
            return spilled(batch).wanted();
        }
    }

    private Batch spilled(Batch batch) {
        if (batch.ended().isEmpty() || !spill.append(batch.ended())) {
            return batch;
        }
        spilled.increment(batch.ended().size());
        freed.accept(batch.ended().size());
        return batch.withoutEnded();
    }

    /** The database is there and will never take one of these: which, is found by trying each. */
    private Batch leftOfEach(Batch batch, DataIntegrityViolationException refusal) {
        if (batch.opened().size() + batch.ended().size() == 1) {
            drop(batch, refusal);
            return Batch.EMPTY;
        }
        Batch left = Batch.EMPTY;
        for (Entry.Opening opening : batch.opened()) {
            left = left.and(leftOf(new Batch(List.of(opening), List.of())));
        }
        for (AuditRow row : batch.ended()) {
            left = left.and(leftOf(new Batch(List.of(), List.of(row))));
        }
        return left;
    }

    private void drop(Batch one, DataIntegrityViolationException refusal) {
        failingSince = 0;
        one.opened().forEach(opening -> opening.written().completeExceptionally(refusal));
        one.ended().forEach(row -> drop(row, refusal));
        freed.accept(one.ended().size());
    }

    private void drop(AuditRow row, DataIntegrityViolationException refusal) {
        // not the whole exception: it quotes the row
        LOG.error(
                "requestId={} has an audit row that cannot be written: {}",
                row.requestId(),
                refusal.getClass().getSimpleName());
        lost.increment();
    }

    /** From the file to the database; with an empty file, only to see whether the database is back. */
    private void replay() {
        beginning();
        try {
            int rows = spill.replay(settings.batch(), this::replay);
            if (rows == 0) {
                store.write(List.of(), List.of());
            }
            failingSince = 0;
            LOG.debug("{} rows of the spill file are written", rows);
        } catch (IOException e) {
            failingSince = 0; // that is the file's fault, and the database takes what comes
            LOG.error("the spill file cannot be read: {}", e.toString());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("the spill file waits: {}", e.getMessage());
        }
    }

    /** One that the database will never take must not keep all others from it. */
    private void replay(List<AuditRow> rows) {
        try {
            store.write(List.of(), rows);
            written.increment(rows.size());
        } catch (DataIntegrityViolationException e) {
            if (rows.size() == 1) {
                drop(rows.getFirst(), e);
            } else {
                rows.forEach(row -> replay(List.of(row)));
            }
        }
    }

    private void beginning() {
        if (failingSince == 0) {
            failingSince = Math.max(1, System.nanoTime());
        }
    }
}
