package looplm.gateway.shedding;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;

/**
 * How many requests may be on their way to an answer at once: as many as keep their pace. A request beyond is refused at
 * once, which costs next to nothing; waiting would cost everybody.
 *
 * <p>Pace is time per token, a fixed part counted as tokens too: answers of one token and of a thousand can then be compared.
 */
public final class LoadLimit {

    /** What screening, prefill and the way there and back count as, in tokens. */
    private static final int FIXED_TOKENS = 16;

    /** Answers of one window at least: fewer say more about themselves than about the load. */
    private static final int LEAST_SAMPLES = 10;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** Answers that the mean time remembers, about. */
    private static final int RECENT = 20;

    private final WindowedLimit limit;
    private final Limiter<Void> limiter;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Counter shed;
    private final AtomicLong meanNanos = new AtomicLong();

    public LoadLimit(SheddingSettings settings, MeterRegistry meters) {
        this.limit = WindowedLimit.newBuilder()
                .minWindowTime(settings.window().toNanos(), TimeUnit.NANOSECONDS)
                .maxWindowTime(settings.window().toNanos(), TimeUnit.NANOSECONDS)
                .minRttThreshold(0, TimeUnit.NANOSECONDS)
                .windowSize(LEAST_SAMPLES)
                .build(new IdleRatioLimit(settings));
        this.limiter = SimpleLimiter.newBuilder().limit(limit).build();
        this.shed = meters.counter("looplm.gateway.shed");
        Gauge.builder("looplm.gateway.shedding.limit", limit, WindowedLimit::getLimit)
                .register(meters);
        Gauge.builder("looplm.gateway.shedding.in.flight", inFlight, AtomicInteger::get)
                .register(meters);
    }

    /** Whether a request that came now would be refused. Takes no place, so that a body may be waited for first. */
    public boolean isFull() {
        return inFlight.get() >= limit.getLimit();
    }

    /**
     * Takes a place.
     *
     * @throws GatewayException {@link ErrorCode#TOO_MANY_REQUESTS} if there is none
     */
    public Place take() {
        Optional<Limiter.Listener> listener = limiter.acquire(null);
        if (listener.isEmpty()) {
            throw refusal();
        }
        inFlight.incrementAndGet();
        return new Place(listener.get());
    }

    /** What a request is told that has no place. */
    public GatewayException refusal() {
        shed.increment();
        return new GatewayException(
                ErrorCode.TOO_MANY_REQUESTS,
                "The platform is at its limit; come again later.",
                null,
                retryAfter(),
                null);
    }

    /** About when a place is free, and not for all at the same time. */
    private Duration retryAfter() {
        double wait = meanNanos.get() * (1 + ThreadLocalRandom.current().nextDouble());
        return Duration.ofNanos(Math.min((long) wait, LONGEST_WAIT.toNanos()));
    }

    /** One request's place. Whoever notices the end first gives it back. */
    public final class Place {

        private final Limiter.Listener listener;
        private final long begun = System.nanoTime();
        private final int beside = inFlight.get();
        private boolean given;

        private Place(Limiter.Listener listener) {
            this.listener = listener;
        }

        /** The request was answered, with so many tokens: what it took tells of the load. */
        public void answered(int tokens) {
            if (give()) {
                long nanos = System.nanoTime() - begun;
                meanNanos.updateAndGet(mean -> mean + (nanos - mean) / RECENT);
                limit.onSample(begun, nanos / (FIXED_TOKENS + tokens), beside, false);
            }
        }

        /** A service behind had no room: the limit is too high, whatever the pace. */
        public void refused() {
            if (give()) {
                long nanos = System.nanoTime() - begun;
                limit.onSample(begun, nanos, beside, true);
            }
        }

        /** It ended in a way that tells nothing of the load. */
        public void leave() {
            boolean _ = give();
        }

        private synchronized boolean give() {
            if (given) {
                return false;
            }
            given = true;
            inFlight.decrementAndGet();
            listener.onIgnore();
            return true;
        }
    }
}
