package looplm.gateway.database;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Runs JDBC calls on a few threads with a bounded queue, and says in one way that the database did not answer. */
public final class Database implements AutoCloseable {

    private final Scheduler threads;

    /**
     * @param connections of the pool behind the calls: more threads would only wait for one
     * @param waiting calls that may wait for a thread
     */
    public Database(int connections, int waiting) {
        this.threads = Schedulers.newBoundedElastic(connections, waiting, "gateway-db");
    }

    /**
     * @return the call's result; empty where that is null. Errors with {@link ErrorCode#DATABASE_UNAVAILABLE} if the
     *     database does not answer or too many calls wait.
     */
    public <T> Mono<T> call(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(threads)
                .onErrorMap(Database::isUnavailability, Database::unavailable);
    }

    private static boolean isUnavailability(Throwable failure) {
        return failure instanceof DataAccessException
                || failure instanceof TransactionException
                || failure instanceof RejectedExecutionException;
    }

    private static GatewayException unavailable(Throwable cause) {
        return new GatewayException(
                ErrorCode.DATABASE_UNAVAILABLE, "The gateway's database does not answer.", null, null, cause);
    }

    @Override
    public void close() {
        threads.dispose();
    }
}
