package looplm.eval.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.GenerationFields;
import looplm.wire.openai.Model;
import looplm.wire.openai.ModelList;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** inference-service by HTTP/1.1, with the service token. One attempt per call: no retry here. */
public final class HttpTargetClient implements TargetClient, AutoCloseable {

    /** Who pays for evaluation. */
    static final String ACCOUNT = "system:eval";

    /** Of a look at the model, which waits in no queue. */
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(10);

    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int MOST_BYTES = 4 << 20;

    /** Answers may grow fields: unknown ones are ignored. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final String authorization;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param timeout of one question, its wait in inference-service's queue included
     */
    public HttpTargetClient(URI base, String authorization, Duration connectTimeout, Duration timeout) {
        this.base = base;
        this.authorization = authorization;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    @Override
    public TargetModel model() throws InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = send(request("/v1/models").GET().build(), LOOK_TIMEOUT);
        } catch (TimeoutException e) {
            throw unavailable("no answer within " + LOOK_TIMEOUT.toSeconds() + " s", e);
        }
        if (response.statusCode() != OK) {
            throw refusal(response);
        }
        List<Model> models = read(response, ModelList.class).data();
        if (models.size() != 1) {
            throw new TargetRefusedException("/v1/models: " + models.size() + " models (expected: 1)");
        }
        Model model = models.getFirst();
        return new TargetModel(
                model.id(),
                model.loop().weightsHash(),
                model.loop().kernel(),
                model.loop().trainedSteps(),
                model.loop().maxSteps());
    }

    @Override
    public Reply ask(Question question) throws InterruptedException {
        var attempt = UUID.randomUUID();
        var request = request("/v1/chat/completions")
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .header(Headers.ATTEMPT_ID, attempt.toString())
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body(question))))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = send(request, timeout);
        } catch (TimeoutException e) {
            return new Reply.TimedOut(attempt);
        }
        if (response.statusCode() == OK) {
            return answered(attempt, response);
        }
        if (ErrorCode.CONTEXT_LENGTH_EXCEEDED.code().equals(code(response))) {
            return new Reply.TooLong(attempt);
        }
        throw refusal(response);
    }

    private static ChatCompletionRequest body(Question question) {
        return new ChatCompletionRequest(
                question.model(),
                List.of(ChatMessage.of("user", question.message())),
                GenerationFields.greedy(question.maxTokens(), question.loop()));
    }

    private static Reply answered(UUID attempt, HttpResponse<byte[]> response) {
        var answer = read(response, ChatCompletion.class);
        if (answer.usage() == null || answer.usage().loop() == null) {
            throw new TargetRefusedException(
                    response.uri().getPath() + ": usage.loop: missing (expected: exit_steps_histogram)");
        }
        String model = response.headers().firstValue(Headers.MODEL).orElse("");
        String text = answer.choices().stream()
                .findFirst()
                .map(choice -> Optional.ofNullable(choice.message().content()).orElse(""))
                .orElse("");
        return new Reply.Answered(
                attempt,
                text,
                model,
                answer.usage().completionTokens(),
                answer.usage().loop());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .header(Headers.ACCOUNT, ACCOUNT);
    }

    /** The whole answer within the time limit; a request's own timeout would end with the answer's headers. */
    private HttpResponse<byte[]> send(HttpRequest request, Duration limit)
            throws InterruptedException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            throw unavailable("the request was cut", e);
        } finally {
            // inference-service ends the work of a caller that left
            answer.cancel(true);
        }
    }

    private RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case HttpConnectTimeoutException e -> unavailable("no connection in time", e);
            case IOException e -> unavailable(e.getClass().getSimpleName(), e);
            default -> new IllegalStateException("request to inference-service failed", cause);
        };
    }

    private RuntimeException refusal(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String words = "status " + status + ", " + message(response);
        if (status == TOO_MANY || status >= FIRST_SERVER_ERROR) {
            return new TargetUnavailableException(
                    "inference-service at " + base + ": " + words, retryAfter(response), null);
        }
        return new TargetRefusedException("inference-service at " + base + ": " + words);
    }

    private TargetUnavailableException unavailable(String why, Throwable cause) {
        return new TargetUnavailableException(
                "inference-service at " + base + " does not answer: " + why, Duration.ZERO, cause);
    }

    private static Duration retryAfter(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue(HttpHeaders.RETRY_AFTER)
                .filter(value -> value.matches("[0-9]{1,6}"))
                .map(value -> Duration.ofSeconds(Integer.parseInt(value)))
                .orElse(Duration.ZERO);
    }

    private static <T> T read(HttpResponse<byte[]> response, Class<T> type) {
        try {
            return JSON.readValue(response.body(), type);
        } catch (JacksonException e) {
            throw new TargetRefusedException(
                    response.uri().getPath() + ": not what it should be: " + e.getOriginalMessage());
        }
    }

    private static String code(HttpResponse<byte[]> response) {
        return field(response, "/error/code", "");
    }

    private static String message(HttpResponse<byte[]> response) {
        return field(response, "/error/message", "no reason given");
    }

    private static String field(HttpResponse<byte[]> response, String pointer, String missing) {
        try {
            return JSON.readTree(response.body()).at(pointer).stringValue(missing);
        } catch (JacksonException e) {
            return missing;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
