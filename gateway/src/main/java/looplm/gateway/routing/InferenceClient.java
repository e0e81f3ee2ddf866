package looplm.gateway.routing;

import java.net.ConnectException;
import java.time.Duration;
import java.util.UUID;
import looplm.edge.QuietLogger;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.gateway.upstream.Guard;
import looplm.gateway.upstream.UpstreamFailures;
import looplm.wire.Headers;
import looplm.wire.inference.FinalCount;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls inference-service. Each try has an id of its own; a try that is given up, because the client left or a time
 * limit passed, is cancelled by that id as well as by closing its connection.
 */
public final class InferenceClient {

    private static final QuietLogger LOG = new QuietLogger(LoggerFactory.getLogger(InferenceClient.class));
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(2);
    /** Its first answer can come too late from a service under load, or be 404 where it overtook the request. */
    private static final Retry CANCEL_AGAIN = Retry.backoff(4, Duration.ofMillis(250));

    private static final Duration MODELS_TIMEOUT = Duration.ofSeconds(5);
    private static final String DONE = "[DONE]";

    private final WebClient http;
    private final Guard guard;
    private final UpstreamFailures failures;
    private final InferenceSettings settings;
    private final JsonMapper json;
    private final AnswerReader answers;

    public InferenceClient(
            WebClient http,
            Guard guard,
            UpstreamFailures failures,
            InferenceSettings settings,
            JsonMapper json,
            AnswerReader answers) {
        this.http = http;
        this.guard = guard;
        this.failures = failures;
        this.settings = settings;
        this.json = json;
        this.answers = answers;
    }

    /**
     * Streams an answer, event by event and no faster than they are asked for.
     *
     * @return ends after {@code [DONE]}. Errors with {@code UpstreamFailure} or {@link RelayedError} before the first
     *     event, after the tries are used up; with {@code MidStreamFailure} or {@code ClientStalled} after it.
     */
    public Flux<StreamEvent> stream(InferenceCall call) {
        return guard.protect(Flux.defer(() -> streamAttempt(call)));
    }

    /** Asks for a whole answer. Errors with {@code UpstreamFailure} or {@link RelayedError}. */
    public Mono<WholeReply> complete(InferenceCall call) {
        return guard.protect(Mono.defer(() -> wholeAttempt(call)));
    }

    /** The list of models as inference-service tells it. */
    public Mono<WholeReply> models() {
        return guard.protect(Mono.defer(() -> http.get()
                .uri("/v1/models")
                .exchangeToMono(this::modelList)
                .timeout(MODELS_TIMEOUT)
                .onErrorMap(failures::ofThrowable)));
    }

    private Flux<StreamEvent> streamAttempt(InferenceCall call) {
        UUID attempt = call.observer().started();
        var progress = new StreamProgress(settings);
        Flux<StreamEvent> events = request(call, attempt, MediaType.TEXT_EVENT_STREAM)
                .exchangeToFlux(response -> events(response, call, progress))
                .doOnError(InferenceClient::mayStillRun, _ -> giveUp(call, attempt, progress.hasBegun()))
                .doOnCancel(() -> giveUp(call, attempt, progress.isDone()));
        return progress.watch(events)
                .concatWith(Flux.defer(() -> progress.isDone() ? Flux.empty() : Flux.error(failures.unreadable(null))))
                .onErrorMap(failure ->
                        progress.hasBegun() ? failures.ofThrowableMidStream(failure) : failures.ofThrowable(failure));
    }

    private Mono<WholeReply> wholeAttempt(InferenceCall call) {
        UUID attempt = call.observer().started();
        return request(call, attempt, MediaType.APPLICATION_JSON)
                .exchangeToMono(response -> {
                    accept(response, call);
                    return response.statusCode().is2xxSuccessful()
                            ? answer(response, call, attempt)
                            : failures.ofResponse(response);
                })
                .doOnError(InferenceClient::mayStillRun, _ -> giveUp(call, attempt, false))
                .doOnCancel(() -> giveUp(call, attempt, false))
                .timeout(settings.answerTimeout())
                .onErrorMap(failures::ofThrowable);
    }

    /** An answer that is not taken as it comes, too long or unreadable, has cost its steps: their count is asked for. */
    private Mono<WholeReply> answer(ClientResponse response, InferenceCall call, UUID attempt) {
        return answers.read(response, call.room())
                .doOnError(failure -> !mayStillRun(failure), _ -> giveUp(call, attempt, false));
    }

    private WebClient.RequestHeadersSpec<?> request(InferenceCall call, UUID attempt, MediaType accept) {
        return http.post()
                .uri(call.path())
                .contentType(MediaType.APPLICATION_JSON)
                .accept(accept)
                .header(Headers.REQUEST_ID, call.requestId())
                .header(Headers.ATTEMPT_ID, attempt.toString())
                .header(Headers.ACCOUNT, call.account())
                .bodyValue(call.body());
    }

    private Flux<StreamEvent> events(ClientResponse response, InferenceCall call, StreamProgress progress) {
        if (!response.statusCode().is2xxSuccessful()) {
            return failures.<StreamEvent>ofResponse(response).flux();
        }
        if (!isEventStream(response)) {
            return response.releaseBody().thenMany(Flux.error(failures.unreadable(null)));
        }
        accept(response, call);
        var framer = new SseFramer();
        return response.bodyToFlux(byte[].class)
                .concatMapIterable(framer::feed, 1)
                .map(frame -> read(frame, progress));
    }

    private static boolean isEventStream(ClientResponse response) {
        return response.headers()
                .contentType()
                .filter(MediaType.TEXT_EVENT_STREAM::isCompatibleWith)
                .isPresent();
    }

    private StreamEvent read(SseFramer.Frame frame, StreamProgress progress) {
        if (frame.data().isEmpty()) {
            return new StreamEvent.Comment(frame.bytes());
        }
        if (frame.data().equals(DONE)) {
            return new StreamEvent.Done(frame.bytes());
        }
        JsonNode data = json.readTree(frame.data());
        if (data.has("error")) {
            throw failures.ofEvent(data.path("error"), progress.hasBegun());
        }
        if (!(data instanceof ObjectNode chunk)) {
            throw failures.unreadable(null);
        }
        return new StreamEvent.Chunk(frame.bytes(), chunk);
    }

    private Mono<WholeReply> modelList(ClientResponse response) {
        if (!response.statusCode().is2xxSuccessful()) {
            return failures.ofResponse(response);
        }
        return response.bodyToMono(byte[].class)
                .map(bytes -> new WholeReply(bytes, (ObjectNode) json.readTree(bytes)))
                .onErrorMap(
                        failure -> failure instanceof JacksonException || failure instanceof ClassCastException,
                        failures::unreadable)
                .switchIfEmpty(Mono.error(() -> failures.unreadable(null)));
    }

    private static void accept(ClientResponse response, InferenceCall call) {
        if (response.statusCode().is2xxSuccessful()) {
            call.observer().accepted(response.headers().asHttpHeaders());
        }
    }

    /** The connection broke with no answer: inference-service would notice at its first token only. */
    private static boolean mayStillRun(Throwable failure) {
        boolean answered = failure instanceof GatewayException || failure instanceof RelayedError;
        return !answered && !(NestedExceptionUtils.getMostSpecificCause(failure) instanceof ConnectException);
    }

    /**
     * @param ended whether there is nothing left to cancel
     */
    private void giveUp(InferenceCall call, UUID attempt, boolean ended) {
        if (ended) {
            return;
        }
        Mono<FinalCount> count = cancel(attempt).cache();
        call.observer().cancelled(count);
        count.subscribe();
    }

    /**
     * Ends an attempt wherever it is.
     *
     * @return what it cost; empty if inference-service does not know it, an error if it cannot be asked
     */
    public Mono<FinalCount> end(UUID attempt) {
        return ended(attempt).onErrorResume(WebClientResponseException.NotFound.class, _ -> Mono.empty());
    }

    private Mono<FinalCount> ended(UUID attempt) {
        return http.delete()
                .uri("/internal/requests/{id}", attempt)
                .retrieve()
                .bodyToMono(FinalCount.class)
                .timeout(CANCEL_TIMEOUT);
    }

    private Mono<FinalCount> cancel(UUID attempt) {
        return ended(attempt).retryWhen(CANCEL_AGAIN).onErrorResume(failure -> {
            LOG.warn("attempt {} could not be cancelled, its count is unknown: {}", attempt, failure.toString());
            return Mono.empty();
        });
    }
}
