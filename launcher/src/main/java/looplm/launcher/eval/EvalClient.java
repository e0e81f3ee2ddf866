package looplm.launcher.eval;

import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import looplm.launcher.home.DataOption;
import looplm.launcher.home.Secrets;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.StateFile;
import looplm.launcher.terminal.CommandFailure;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunRequest;
import looplm.wire.eval.SuiteList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** eval-service of a running platform. Its refusals become failures with its own words. */
final class EvalClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_ERROR = 400;

    private final URI base;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    EvalClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** The client of the platform that {@code data} names. */
    static EvalClient of(DataOption data) {
        PlatformState state = new StateFile(data.directory().state())
                .readAlive()
                .orElseThrow(() -> new CommandFailure("Nothing is up: " + data.command("up")));
        ProgramState eval = state.program(Service.EVAL.program())
                .orElseThrow(() -> new CommandFailure("eval-service isn't part of what is up; it wasn't built then."));
        return new EvalClient(URI.create(eval.url()), Secrets.read(new Secrets(data.directory()).serviceToken()));
    }

    SuiteList suites() throws Unreachable {
        return send(request("/v1/suites").GET(), SuiteList.class);
    }

    /** Orders a run; it goes on whether anybody waits for it or not. */
    Run start(RunRequest order) throws Unreachable {
        byte[] body = JSON.writeValueAsBytes(order);
        return send(
                request("/v1/runs")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                Run.class);
    }

    Run run(String id) throws Unreachable {
        return send(
                request("/v1/runs/" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .GET(),
                Run.class);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + token);
    }

    private <T> T send(HttpRequest.Builder request, Class<T> type) throws Unreachable {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Unreachable("eval-service at " + base + " does not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
        if (response.statusCode() >= FIRST_ERROR) {
            throw new CommandFailure("eval-service: " + refusal(response));
        }
        try {
            return JSON.readValue(response.body(), type);
        } catch (JacksonException e) {
            throw new CommandFailure("eval-service at " + base + " answered what this command can't read", e);
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure instanceof ConnectException || message == null
                ? failure.getClass().getSimpleName()
                : message;
    }

    private static String refusal(HttpResponse<byte[]> response) {
        String status = "HTTP status " + response.statusCode();
        try {
            return JSON.readTree(response.body()).at("/error/message").stringValue(status);
        } catch (JacksonException notJson) {
            return status;
        }
    }

    /** No answer: the service is starting again, or gone. */
    static final class Unreachable extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }

        /** What ends a command that cannot do without the answer. */
        CommandFailure failure(DataOption data) {
            return new CommandFailure(getMessage() + ". " + data.command("status") + " shows how it is.", this);
        }
    }
}
