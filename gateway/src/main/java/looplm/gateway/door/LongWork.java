package looplm.gateway.door;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Computes on long texts outside the event loop, which all requests share, and on few threads: so much of their memory is
 * needed at once, too. Short texts are worked on where they are.
 */
public final class LongWork implements AutoCloseable {

    private static final int LONG = 64 << 10;
    private static final int THREADS = 2;
    private static final int WAITING = 1000;

    private final Scheduler threads = Schedulers.newBoundedElastic(THREADS, WAITING, "gateway-long");

    /**
     * @param bytes of the text
     * @return errors with {@link ErrorCode#TOO_MANY_REQUESTS} where too much waits already
     */
    public <T> Mono<T> on(int bytes, Callable<T> work) {
        Mono<T> done = Mono.fromCallable(work);
        return bytes <= LONG
                ? done
                : done.subscribeOn(threads).onErrorMap(RejectedExecutionException.class, LongWork::full);
    }

    private static GatewayException full(Throwable cause) {
        return new GatewayException(
                ErrorCode.TOO_MANY_REQUESTS, "Too many long requests wait to be read.", null, null, cause);
    }

    @Override
    public void close() {
        threads.dispose();
    }
}
