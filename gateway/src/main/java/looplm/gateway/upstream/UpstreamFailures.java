package looplm.gateway.upstream;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns what an upstream answered, or did not answer, into what the gateway makes of it. */
public final class UpstreamFailures {

    /** Refusals that the client's own request caused. 401 and 403 are not: the token is ours. */
    private static final Set<Integer> CLIENT_ERRORS = Set.of(400, 413, 422, 429);

    /** Under 404 and 409 only these are: else the gateway's own address or attempt id is wrong. */
    private static final Set<ErrorCode> TOLD_BY_CODE = Set.of(ErrorCode.MODEL_NOT_FOUND, ErrorCode.REQUEST_CANCELLED);

    private static final Set<Integer> PASSING = Set.of(502, 503, 504);

    private final Upstream upstream;
    private final JsonMapper json;

    public UpstreamFailures(Upstream upstream, JsonMapper json) {
        this.upstream = upstream;
        this.json = json;
    }

    /** Reads an answer that is not 2xx. Never empty, always an error. */
    public <T> Mono<T> ofResponse(ClientResponse response) {
        int status = response.statusCode().value();
        String retryAfter = response.headers().asHttpHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        return response.bodyToMono(byte[].class)
                .onErrorReturn(new byte[0])
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> Mono.error(ofAnswer(status, body, retryAfter)));
    }

    /** An error that a stream carried as its event. */
    public GatewayException ofEvent(JsonNode error, boolean midStream) {
        ErrorCode code = codeOf(error).orElse(upstream.failed());
        String message = error.path("message").asString(failedMessage());
        return midStream
                ? new MidStreamFailure(code, message, null)
                : new UpstreamFailure(code, message, code.retryable(), null, null);
    }

    /** What broke a call that got no answer or no end of it. */
    public Throwable ofThrowable(Throwable failure) {
        return switch (failure) {
            case GatewayException known -> known;
            case RelayedError relayed -> relayed;
            case ClientStalled stalled -> stalled;
            // computed for a whole time limit in vain: a second try would cost as much again
            case TimeoutException late -> new UpstreamFailure(timedOutCode(), timedOutMessage(), false, null, late);
            default -> new UpstreamFailure(upstream.unavailable(), unavailableMessage(), true, null, failure);
        };
    }

    /** The same, for a stream whose first byte has passed. */
    public Throwable ofThrowableMidStream(Throwable failure) {
        return switch (failure) {
            case MidStreamFailure known -> known;
            case ClientStalled stalled -> stalled;
            case GatewayException known -> new MidStreamFailure(known.code(), known.getMessage(), known);
            case TimeoutException late -> new MidStreamFailure(timedOutCode(), timedOutMessage(), late);
            default -> new MidStreamFailure(upstream.failed(), failedMessage(), failure);
        };
    }

    /** An answer that has the right status and the wrong content. */
    public UpstreamFailure unreadable(@Nullable Throwable cause) {
        return new UpstreamFailure(upstream.failed(), failedMessage(), false, null, cause);
    }

    private Throwable ofAnswer(int status, byte[] body, @Nullable String retryAfter) {
        JsonNode error = envelope(body);
        if (isClientError(status, error)) {
            return new RelayedError(status, error.path("code").asString("invalid_value"), body, retryAfter);
        }
        if (PASSING.contains(status)) {
            // as with a time limit of our own: worked for the whole of it in vain
            return passing(error, status != 504, retryAfter);
        }
        String told = status == 401 || status == 403 ? unavailableMessage() : failedMessage();
        ErrorCode code = status == 401 || status == 403 ? upstream.unavailable() : upstream.failed();
        return new UpstreamFailure(code, told, false, null, new IllegalStateException("answered " + status));
    }

    private static boolean isClientError(int status, JsonNode error) {
        if (status == 404 || status == 409) {
            return codeOf(error).filter(TOLD_BY_CODE::contains).isPresent();
        }
        return CLIENT_ERRORS.contains(status) && error.isObject();
    }

    private UpstreamFailure passing(JsonNode error, boolean retryable, @Nullable String retryAfter) {
        Optional<ErrorCode> capacity = codeOf(error).filter(code -> code.type() == ErrorCode.Type.CAPACITY);
        ErrorCode code = capacity.orElse(upstream.unavailable());
        String message =
                capacity.isPresent() ? error.path("message").asString(unavailableMessage()) : unavailableMessage();
        return new UpstreamFailure(code, message, retryable, seconds(retryAfter), null);
    }

    private JsonNode envelope(byte[] body) {
        try {
            return json.readTree(body).path("error");
        } catch (JacksonException _) {
            return json.missingNode();
        }
    }

    private static Optional<ErrorCode> codeOf(JsonNode error) {
        String code = error.path("code").asString("");
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst();
    }

    private static @Nullable Duration seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("[0-9]{1,6}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
    }

    private ErrorCode timedOutCode() {
        return upstream == Upstream.SAFETY ? ErrorCode.SAFETY_UNAVAILABLE : ErrorCode.TIMED_OUT;
    }

    private String timedOutMessage() {
        return upstream.label() + "-service did not answer in time.";
    }

    private String unavailableMessage() {
        return upstream.label() + "-service is not available.";
    }

    private String failedMessage() {
        return upstream.label() + "-service failed.";
    }
}
