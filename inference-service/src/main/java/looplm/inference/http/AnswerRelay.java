package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.inference.admission.Admission;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.Attempt;
import looplm.inference.admission.Caller;
import looplm.inference.http.connection.ClientConnection;
import looplm.wire.ErrorCode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries one answer from the engine to its client, and cancels it when the client leaves: seen when a write fails, and
 * between writes by asking the connection.
 */
public final class AnswerRelay {

    /** The engine ends a cancelled request before its next tick; one call of the model may be under way. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

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
        int answers = admission.answers().size();
        boolean clientLeft = false;
        try {
            var events = new AnswerEvents(attempt, ClientConnection.of(request));
            if (admission.stream()) {
                var writer = new SseTokenWriter(response, json);
                new StreamedAnswer(shape, answers, admission.includeUsage(), times, writer, keepAlive).send(events);
            } else {
                new WholeAnswer(shape, answers, times, json, response).send(events);
            }
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
