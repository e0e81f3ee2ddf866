package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import looplm.edge.RefusedException;
import looplm.edge.servlet.ClientConnection;
import looplm.inference.admission.Admission;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.Attempt;
import looplm.inference.admission.Caller;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.ErrorCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries one answer from the engine to its client, and cancels it when the client leaves: seen when a write fails, and
 * between writes by asking the connection.
 */
public final class AnswerRelay {

    /** The engine ends a cancelled request before its next tick; one call of the model may be under way. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

    /** How long a client may be gone before it is noticed while no token comes. */
    private static final Duration PROBE = Duration.ofMillis(20);

    /** Who has waited in vain meets a crowd: the next try should not come at once. */
    private static final Duration RETRY_AFTER_WAITING = Duration.ofSeconds(5);

    private final Admissions admissions;
    private final JsonMapper json;
    private final RequestLog log;
    private final Duration keepAlive;

    /**
     * @param keepAlive silence after which a stream gets a comment
     */
    public AnswerRelay(Admissions admissions, JsonMapper json, RequestLog log, Duration keepAlive) {
        this.admissions = admissions;
        this.json = json;
        this.log = log;
        this.keepAlive = keepAlive;
    }

    /** Tells a client of its answers: as they come, or in one piece. */
    sealed interface Teller permits StreamedAnswer, WholeAnswer {

        /** An answer goes on. */
        void token(int answer, Token token) throws IOException;

        /** An answer is complete. */
        void finished(int answer, Finished finished) throws IOException;

        /**
         * All answers are complete.
         *
         * @param counts of all of them together
         */
        void done(Counts counts) throws IOException;

        /**
         * Nothing more comes.
         *
         * @throws RefusedException {@code error}, if nothing has been sent yet
         */
        void brokenOff(RefusedException error) throws IOException;

        /** Nothing has happened for a while. */
        void idle() throws IOException;
    }

    /** The client closed its connection before its answer was complete. */
    private static final class ClientLeftException extends IOException {
        ClientLeftException() {
            super("the client closed the connection");
        }
    }

    /**
     * Answers a request, on the calling thread.
     *
     * @throws RefusedException if it is not let in, or fails before the first byte
     */
    void answer(
            Caller caller,
            Admission admission,
            AnswerShape shape,
            HttpServletRequest request,
            HttpServletResponse response) {
        RequestTimes times = log.begin();
        Attempt attempt = admissions.enter(caller.account(), admission);
        boolean clientLeft = false;
        try {
            relay(attempt, teller(admission, shape, response), times, ClientConnection.of(request));
        } catch (IOException e) {
            clientLeft = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedException.of(ErrorCode.SHUTTING_DOWN, "the service stops");
        } finally {
            end(attempt);
            log.write(CallerHeaders.requestId(request), attempt, times, clientLeft);
        }
    }

    private Teller teller(Admission admission, AnswerShape shape, HttpServletResponse response) {
        int answers = admission.answers().size();
        return admission.stream()
                ? new StreamedAnswer(
                        shape, answers, admission.includeUsage(), new SseTokenWriter(response, json), keepAlive)
                : new WholeAnswer(shape, answers, json, response);
    }

    private static void relay(Attempt attempt, Teller teller, RequestTimes times, ClientConnection connection)
            throws IOException, InterruptedException {
        int answers = attempt.admission().answers().size();
        var ended = new ArrayList<Counts>();
        while (ended.size() < answers) {
            Attempt.Event next = next(attempt, teller, connection);
            switch (next.event()) {
                case Token token -> {
                    times.token();
                    teller.token(next.answer(), token);
                }
                case Finished finished -> {
                    times.ended();
                    ended.add(finished.counts());
                    teller.finished(next.answer(), finished);
                }
                case Failed broken -> {
                    teller.brokenOff(failed(broken.cause()));
                    return;
                }
                case Cancelled _ -> {
                    teller.brokenOff(cancelled());
                    return;
                }
            }
        }
        teller.done(Counts.together(ended));
    }

    private static Attempt.Event next(Attempt attempt, Teller teller, ClientConnection connection)
            throws IOException, InterruptedException {
        while (true) {
            Attempt.Event event = attempt.next(PROBE);
            if (connection.gone()) {
                throw new ClientLeftException();
            }
            if (event != null) {
                return event;
            }
            teller.idle();
        }
    }

    /** What a client is told of work that failed. */
    static RefusedException failed(FailureCause cause) {
        return switch (cause) {
            case INTERNAL -> RefusedException.of(ErrorCode.INTERNAL, "the answer could not be generated");
            case SHUTTING_DOWN -> RefusedException.of(ErrorCode.SHUTTING_DOWN, "the service stops");
            case TOO_LARGE ->
                RefusedException.of(
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED, "the memory for keys and values can't hold this request");
            case PUSHED_OUT ->
                RefusedException.retryable(
                        ErrorCode.QUEUE_FULL,
                        "queue: full, and this account holds more places than others",
                        RETRY_AFTER_WAITING);
            case WAITED_TOO_LONG ->
                RefusedException.retryable(
                        ErrorCode.QUEUE_FULL, "queue: no row came free in time", RETRY_AFTER_WAITING);
            case TOOK_TOO_LONG -> RefusedException.of(ErrorCode.TIMED_OUT, "the answer took too long");
        };
    }

    /** What a client is told of work that somebody else cancelled. */
    static RefusedException cancelled() {
        return RefusedException.of(ErrorCode.REQUEST_CANCELLED, "the request was cancelled");
    }

    /** Stops what still runs, and waits for its final count. */
    private static void end(Attempt attempt) {
        attempt.cancel();
        try {
            attempt.awaitEnd(CANCEL_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
