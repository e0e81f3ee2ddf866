package looplm.inference.http;

import java.io.IOException;
import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.inference.admission.Attempt;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.http.connection.ClientConnection;
import looplm.wire.ErrorCode;

/** The events of one attempt as its request's thread takes them, with an eye on the client. */
final class AnswerEvents {

    /** How long a client may be gone before it is noticed while no token comes. */
    private static final Duration PROBE = Duration.ofMillis(20);

    /** Who has waited in vain meets a crowd: the next try should not come at once. */
    private static final Duration RETRY_AFTER_WAITING = Duration.ofSeconds(5);

    private final Attempt attempt;
    private final ClientConnection connection;

    AnswerEvents(Attempt attempt, ClientConnection connection) {
        this.attempt = attempt;
        this.connection = connection;
    }

    /** The client closed its connection before its answer was complete. */
    private static final class ClientLeftException extends IOException {
        ClientLeftException() {
            super("the client closed the connection");
        }
    }

    /** What to do while nothing happens. */
    interface Idle {
        void run() throws IOException;
    }

    /**
     * Waits for the next event.
     *
     * @throws IOException if the client has gone
     */
    Attempt.Event next(Idle idle) throws IOException, InterruptedException {
        while (true) {
            Attempt.Event event = attempt.next(PROBE);
            if (connection.gone()) {
                throw new ClientLeftException();
            }
            if (event != null) {
                return event;
            }
            idle.run();
        }
    }

    /** What a client is told of an answer that failed. */
    static RefusedException failed(FailureCause cause) {
        return switch (cause) {
            case INTERNAL -> RefusedException.of(ErrorCode.INTERNAL, "the answer could not be generated");
            case SHUTTING_DOWN -> RefusedException.of(ErrorCode.SHUTTING_DOWN, "the service stops");
            case TOO_LARGE ->
                RefusedException.of(
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED, "the memory for keys and values can't hold this request");
            case WAITED_TOO_LONG ->
                RefusedException.retryable(
                        ErrorCode.QUEUE_FULL, "queue: no row came free in time", RETRY_AFTER_WAITING);
            case TOOK_TOO_LONG -> RefusedException.of(ErrorCode.TIMED_OUT, "the answer took too long");
        };
    }

    /** What a client is told of an answer that somebody else cancelled. */
    static RefusedException cancelled() {
        return RefusedException.of(ErrorCode.REQUEST_CANCELLED, "the request was cancelled");
    }
}
