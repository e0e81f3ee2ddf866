package looplm.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Takes rows from requests and writes them in batches on a thread of its own. It stops after the web server and then
 * writes what is left.
 */
public final class AuditLog implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** Below the web server's phases: what stops later starts earlier. */
    private static final int PHASE = 0;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final AuditStore store;
    private final AuditSettings settings;
    private final MeterRegistry meters;
    private final Semaphore room;
    private final LinkedBlockingQueue<AuditRow> rows = new LinkedBlockingQueue<>();
    private final Counter written;
    private final Counter lost;
    private volatile boolean stopping;
    private volatile @Nullable Thread writer;

    public AuditLog(AuditStore store, AuditSettings settings, MeterRegistry meters) {
        this.store = store;
        this.settings = settings;
        this.meters = meters;
        this.room = new Semaphore(settings.unwritten());
        this.written = meters.counter("looplm.gateway.audit.written");
        this.lost = meters.counter("looplm.gateway.audit.lost");
        Gauge.builder("looplm.gateway.audit.unwritten", room, free -> settings.unwritten() - free.availablePermits())
                .register(meters);
    }

    /**
     * Reserves room for one row.
     *
     * @throws GatewayException {@link ErrorCode#DATABASE_UNAVAILABLE} if there is none: no request runs that could not
     *     be recorded
     */
    public Slot reserve() {
        if (!room.tryAcquire()) {
            throw new GatewayException(
                    ErrorCode.DATABASE_UNAVAILABLE, "The gateway cannot record requests.", null, WHEN_FULL, null);
        }
        return new Slot();
    }

    /** Room for exactly one row. */
    public final class Slot {

        private final AtomicBoolean used = new AtomicBoolean();

        private Slot() {}

        /** Hands the row over; never blocks. A second row is ignored. */
        public void fill(AuditRow row) {
            if (used.compareAndSet(false, true)) {
                meters.counter(
                                "looplm.gateway.requests",
                                "outcome",
                                row.ended().outcome().text())
                        .increment();
                rows.add(row);
            }
        }
    }

    @Override
    public void start() {
        stopping = false;
        writer = Thread.ofPlatform().name("gateway-audit").daemon().start(this::writeUntilStopped);
    }

    @Override
    public void stop() {
        stopping = true;
        Thread thread = writer;
        try {
            if (thread != null && !thread.join(settings.drainTimeout())) {
                thread.interrupt();
                thread.join(POLL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        writer = null;
        if (!rows.isEmpty()) {
            LOG.error("{} audit rows could not be written before the end", rows.size());
            lost.increment(rows.size());
        }
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** After the stop it goes on until every reserved row has come and is written. */
    private void writeUntilStopped() {
        while (!stopping || room.availablePermits() < settings.unwritten()) {
            var batch = new ArrayList<AuditRow>();
            try {
                collect(batch);
                write(batch);
            } catch (InterruptedException _) {
                rows.addAll(batch);
                Thread.currentThread().interrupt();
                return;
            }
            room.release(batch.size());
        }
    }

    private void collect(List<AuditRow> batch) throws InterruptedException {
        AuditRow first = rows.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            rows.drainTo(batch, settings.batch() - 1);
        }
    }

    /** Tries until the database takes the batch; rows that it will never take are dropped one by one, and counted. */
    private void write(List<AuditRow> batch) throws InterruptedException {
        boolean pending = !batch.isEmpty();
        while (pending) {
            try {
                store.insert(batch);
                written.increment(batch.size());
                pending = false;
            } catch (DataIntegrityViolationException e) {
                writeOneByOne(batch, e);
                pending = false;
            } catch (DataAccessException e) {
                LOG.warn("{} audit rows wait: {}", batch.size() + rows.size(), e.getMessage());
                TimeUnit.MILLISECONDS.sleep(settings.retryDelay().toMillis());
            }
        }
    }

    private void writeOneByOne(List<AuditRow> batch, DataIntegrityViolationException refusal)
            throws InterruptedException {
        if (batch.size() == 1) {
            // not the whole exception: it quotes the row
            LOG.error(
                    "requestId={} has an audit row that cannot be written: {}",
                    batch.getFirst().requestId(),
                    refusal.getClass().getSimpleName());
            lost.increment();
            return;
        }
        for (AuditRow row : batch) {
            write(List.of(row));
        }
    }
}
