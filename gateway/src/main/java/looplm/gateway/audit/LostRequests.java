package looplm.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import looplm.gateway.error.GatewayException;
import looplm.wire.inference.FinalCount;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Closes what a gateway left open that was killed: asks inference-service what each try cost, ending it where it still runs,
 * and writes the audit row in the dead one's place, marked {@code estimated}. Every gateway does this for every other; two
 * that do it at once write the same.
 */
public final class LostRequests implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LostRequests.class);

    /** Before the web server takes requests, whose open rows must not look lost. */
    private static final int PHASE = -1;

    private static final int AT_ONCE = 200;
    private static final String INTERRUPTED = "interrupted";
    private static final int STATUS = 500;

    private final AuditStore store;
    private final AuditLog log;
    private final Function<UUID, Mono<FinalCount>> end;
    private final Duration deadAfter;
    private final int mostTries;
    private final InstantSource clock;
    private volatile @Nullable Thread thread;

    /** A try that inference-service knows. */
    private record Try(UUID id, FinalCount count) {}

    /** Since when this gateway has said without a break that it lives; 0 while it cannot. */
    private long seenSince;

    /**
     * @param end ends a try and tells what it cost; empty where nobody knows it, an error where nobody can be asked
     * @param mostTries that one request can have
     */
    public LostRequests(
            AuditStore store,
            AuditLog log,
            Function<UUID, Mono<FinalCount>> end,
            Duration deadAfter,
            int mostTries,
            InstantSource clock) {
        this.store = store;
        this.log = log;
        this.end = end;
        this.deadAfter = deadAfter;
        this.mostTries = mostTries;
        this.clock = clock;
    }

    @Override
    public void start() {
        look();
        thread = Thread.ofPlatform().name("gateway-lost-requests").daemon().start(this::watch);
    }

    @Override
    public void stop() {
        Thread watching = thread;
        thread = null;
        if (watching != null) {
            watching.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(deadAfter.dividedBy(3));
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever could not reach the database for a while must not take others for dead: they could not either. */
    private void look() {
        try {
            store.seen();
            if (seenSince == 0) {
                seenSince = Math.max(1, System.nanoTime());
            }
            if (System.nanoTime() - seenSince >= deadAfter.toNanos()) {
                store.lost(deadAfter, AT_ONCE).forEach(this::close);
            }
        } catch (DataAccessException | TransactionException e) {
            seenSince = 0;
            LOG.debug("open requests wait: {}", e.getMessage());
        }
    }

    private void close(OpenRequest lost) {
        Flux.range(1, mostTries)
                .map(number -> OpenRequest.attemptId(lost.id(), number))
                .concatMap(attempt -> end.apply(attempt).map(count -> new Try(attempt, count)))
                .collectList()
                .subscribe(
                        tries -> fill(lost, tries),
                        failure -> LOG.debug("requestId={} stays open: {}", lost.requestId(), failure.toString()));
    }

    private void fill(OpenRequest lost, List<Try> tries) {
        try {
            log.reserve().fill(row(lost, tries, clock.instant().truncatedTo(ChronoUnit.MICROS)));
            LOG.info("requestId={} was left open and is closed with {} tries", lost.requestId(), tries.size());
        } catch (GatewayException full) {
            LOG.debug("requestId={} stays open: {}", lost.requestId(), full.getMessage());
        }
    }

    /** The last try is what the client was being answered with, those before it were given up. */
    private static AuditRow row(OpenRequest lost, List<Try> tries, Instant now) {
        var counted = AuditRow.Counted.NOTHING_YET.asEstimated();
        @Nullable Try last = null;
        for (Try one : tries) {
            Usage usage = one.count().usage();
            counted = counted.discarded()
                    .withTokens(
                            usage.promptTokens(),
                            usage.completionTokens(),
                            usage.loop().billedSteps());
            last = one;
        }
        return new AuditRow(
                lost.id(),
                lost.requestId(),
                last == null ? null : last.id(),
                lost.keyId(),
                lost.endpoint(),
                new AuditRow.Asked(lost.model(), lost.kernel(), lost.streamed(), lost.promptDigest()),
                new AuditRow.Screened(null, null, null),
                new AuditRow.Ended(
                        AuditRow.Outcome.FAILED,
                        STATUS,
                        INTERRUPTED,
                        last == null ? null : last.count().finishReason(),
                        null),
                counted,
                new AuditRow.Times(lost.receivedAt(), null, now));
    }
}
