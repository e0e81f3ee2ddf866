package looplm.safety.assessment;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import looplm.edge.RefusedException;
import looplm.edge.servlet.ClientConnection;
import looplm.wire.ErrorCode;

/**
 * Where texts are screened: threads of their own, because a long text would keep a server's virtual threads from the few
 * processors that carry them, and with them every other request. Work for nobody is stopped: at its deadline, and when
 * its caller has left, by an interrupt that {@link Assessor} looks for between its pieces.
 */
public final class ScreeningThreads implements AutoCloseable {

    /** How long a caller may be gone before it is noticed. */
    private static final Duration PROBE = Duration.ofMillis(50);

    private final ThreadPoolExecutor threads;
    private final Duration limit;
    private final MeterRegistry metrics;

    /**
     * @param queueLength requests that may wait for a thread
     * @param limit for one request, where its caller gives no less
     */
    public ScreeningThreads(int threads, int queueLength, Duration limit, MeterRegistry metrics) {
        this.limit = limit;
        this.metrics = metrics;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueLength),
                Thread.ofPlatform().name("screening-", 1).daemon().factory());
        Gauge.builder("looplm.safety.screening.running", this.threads, ThreadPoolExecutor::getActiveCount)
                .register(metrics);
        Gauge.builder("looplm.safety.screening.waiting", this.threads.getQueue(), Queue::size)
                .register(metrics);
    }

    /**
     * Runs work that ends soon after an interrupt.
     *
     * @param left until nobody waits for it
     * @param caller asked now and then whether it is still there; its request's thread must be the calling one
     * @throws RefusedException if there is no room, the time is over or the caller has left
     */
    <T> T run(Callable<T> work, Duration left, ClientConnection caller) {
        long end = System.nanoTime() + Math.min(left.toNanos(), limit.toNanos());
        var task = new FutureTask<>(work);
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw RefusedException.of(
                    ErrorCode.TOO_MANY_REQUESTS, "screening: too many wait (expected: less, or later)");
        }
        try {
            return await(task, end, caller);
        } finally {
            if (task.cancel(true)) {
                threads.remove(task);
            }
        }
    }

    private <T> T await(FutureTask<T> task, long end, ClientConnection caller) {
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw givenUp("deadline", ErrorCode.TIMED_OUT, "screening: not done in time");
            }
            try {
                return task.get(Math.min(left, PROBE.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (caller.gone()) {
                    throw givenUp("caller_left", ErrorCode.REQUEST_CANCELLED, "the client has gone");
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw RefusedException.of(ErrorCode.SHUTTING_DOWN, "the service stops");
            }
        }
    }

    private RefusedException givenUp(String reason, ErrorCode code, String message) {
        metrics.counter("looplm.safety.screening.given.up", "reason", reason).increment();
        return RefusedException.of(code, message);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
