package looplm.gateway.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * Where requests hand in what is recorded of them: that they begin, before they may cost anything, and how they ended. A
 * thread of its own writes it. It stops after the web server and then writes what is left.
 */
public final class AuditLog implements SmartLifecycle {

    /** Below the web server's phases: what stops later starts earlier. */
    private static final int PHASE = 0;

    private static final Duration LAST_LOOK = Duration.ofMillis(200);
    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final AuditSettings settings;
    private final MeterRegistry meters;
    private final Semaphore room;
    private final AuditWriter writer;
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    public AuditLog(AuditStore store, AuditSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        this.room = new Semaphore(settings.unwritten());
        var spill = new SpillFile(settings.spillFile(), settings.spillSize().toBytes());
        this.writer = new AuditWriter(store, spill, settings, meters, room::release);
        Gauge.builder("looplm.gateway.audit.unwritten", room, free -> settings.unwritten() - free.availablePermits())
                .register(meters);
    }

    /**
     * Reserves room for one request.
     *
     * @throws GatewayException {@link ErrorCode#DATABASE_UNAVAILABLE} if there is none, or the database takes nothing: no
     *     request runs that could not be recorded
     */
    public Slot reserve() {
        if (writer.isStalled() || !room.tryAcquire()) {
            throw unavailable(null);
        }
        return new Slot();
    }

    /** Whether rows are being kept, in the database or in the file. */
    public boolean isKeeping() {
        return !writer.isRefused() && room.availablePermits() > 0;
    }

    /** Room for exactly one request. */
    public final class Slot {

        private final AtomicBoolean used = new AtomicBoolean();

        private Slot() {}

        /**
         * Records that a request begins.
         *
         * @return done when it is in the database. Errors with {@link ErrorCode#DATABASE_UNAVAILABLE}
         */
        public Mono<Void> open(OpenRequest request) {
            return Mono.defer(() -> Mono.fromFuture(writer.opening(request)))
                    .timeout(settings.stallLimit())
                    .onErrorMap(AuditLog::unavailable);
        }

        /** Hands over how it ended; never blocks. A second row is ignored. */
        public void fill(AuditRow row) {
            if (used.compareAndSet(false, true)) {
                meters.counter(
                                "looplm.gateway.requests",
                                "outcome",
                                row.ended().outcome().text())
                        .increment();
                writer.ended(row);
            }
        }
    }

    private static GatewayException unavailable(@Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.DATABASE_UNAVAILABLE, "The gateway cannot record requests.", null, WHEN_FULL, cause);
    }

    @Override
    public void start() {
        stopping = false;
        thread = Thread.ofPlatform().name("gateway-audit").daemon().start(this::writeUntilStopped);
    }

    @Override
    public void stop() {
        stopping = true;
        Thread writing = thread;
        try {
            if (writing != null && !writing.join(settings.drainTimeout())) {
                writing.interrupt();
                writing.join(LAST_LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread = null;
        writer.keepTheRest();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** After the stop it goes on until every reserved row has come and is kept. */
    private void writeUntilStopped() {
        try {
            while (!stopping || room.availablePermits() < settings.unwritten()) {
                writer.writeOnce();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
