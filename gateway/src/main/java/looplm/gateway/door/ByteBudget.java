package looplm.gateway.door;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;

/**
 * How many bytes of bodies and whole answers all requests may hold together. Small requests may use all of it, large ones
 * leave them a quarter: who sends the most does not keep the others out.
 */
public final class ByteBudget {

    /** What a request may hold and still count as small. */
    private static final long SMALL = 64 << 10;

    private final long most;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(MemorySettings settings, MeterRegistry meters) {
        this.most = settings.inFlightWith(Runtime.getRuntime().maxMemory());
        Gauge.builder("looplm.gateway.bytes.in.flight", held, AtomicLong::get).register(meters);
    }

    /** The part of one request, nothing yet. */
    public Claim claim() {
        return new Claim();
    }

    /** Of one request. Its threads follow one another; the end may come from another. */
    public final class Claim implements AutoCloseable {

        private long bytes;
        private boolean closed;

        private Claim() {}

        /**
         * Takes more.
         *
         * @throws GatewayException {@link ErrorCode#TOO_MANY_REQUESTS} if that is too much for now
         */
        public synchronized void add(long more) {
            if (closed) {
                return; // the request is over: what still comes is thrown away
            }
            long limit = bytes + more <= SMALL ? most : most - most / 4;
            if (held.addAndGet(more) > limit) {
                held.addAndGet(-more);
                throw new GatewayException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "Requests and answers hold too many bytes (expected: at most " + limit + " together).");
            }
            bytes += more;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                held.addAndGet(-bytes);
            }
        }
    }
}
