package looplm.safety.audit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import looplm.edge.RefusedException;
import looplm.safety.audit.AuditTable.Head;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions before they are told: an assessment that is not in the table is not answered. One thread extends the
 * chain and commits whatever waits in one transaction, so the cost of a commit is shared.
 */
public final class DecisionLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
    private static final int LARGEST_BATCH = 256;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private record Pending(List<AuditEntry> entries, CompletableFuture<Boolean> written) {}

    private final BlockingQueue<Pending> queue;
    private final AuditTable table;
    private final Duration patience;
    private final MeterRegistry metrics;
    private final Thread writer;
    private volatile boolean closed;

    /** Null after a failure: whether the last commit arrived is then for the database to say. */
    private @Nullable Head head;

    /**
     * @param queueLength assessments that may wait to be written
     * @param patience how long one waits
     */
    public DecisionLog(AuditTable table, int queueLength, Duration patience, MeterRegistry metrics) {
        this.table = table;
        this.queue = new ArrayBlockingQueue<>(queueLength);
        this.patience = patience;
        this.metrics = metrics;
        this.writer = Thread.ofPlatform().name("audit-writer").daemon().start(this::run);
    }

    /**
     * Returns when all entries are committed.
     *
     * @throws RefusedException {@code database_unavailable} if they are not, in time
     */
    public void append(List<AuditEntry> entries) {
        var pending = new Pending(List.copyOf(entries), new CompletableFuture<>());
        if (closed || !queue.offer(pending)) {
            throw unavailable(new IllegalStateException(closed ? "stopping" : "queue full"));
        }
        try {
            pending.written().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private RefusedException unavailable(Exception cause) {
        metrics.counter("looplm.safety.audit.failures").increment();
        return RefusedException.unavailable(
                ErrorCode.DATABASE_UNAVAILABLE, "audit: the decision could not be recorded", cause);
    }

    private void run() {
        var batch = new ArrayList<Pending>();
        while (!closed || !queue.isEmpty()) {
            try {
                Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, LARGEST_BATCH - 1);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException e) {
                LOG.debug("woken to stop");
            }
        }
    }

    private void write(List<Pending> batch) {
        try {
            Head from = head == null ? table.head() : head;
            head = null;
            head = table.append(
                    from,
                    batch.stream()
                            .flatMap(pending -> pending.entries().stream())
                            .toList());
            batch.forEach(pending -> pending.written().complete(true));
        } catch (RuntimeException e) {
            LOG.error("audit: {} decisions not recorded", batch.size(), e);
            queue.drainTo(batch);
            batch.forEach(pending -> pending.written().completeExceptionally(e));
        }
    }

    /** Writes what waits, then stops. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
