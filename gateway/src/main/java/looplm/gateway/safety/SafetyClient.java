package looplm.gateway.safety;

import java.time.Duration;
import looplm.edge.QuietLogger;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.gateway.upstream.Guard;
import looplm.gateway.upstream.UpstreamFailures;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import looplm.wire.safety.Assessment;
import looplm.wire.safety.AssessmentRequest;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks safety-service about a text, or falls back to the {@link FailMode} where it cannot be asked. */
public final class SafetyClient {

    private static final QuietLogger LOG = new QuietLogger(LoggerFactory.getLogger(SafetyClient.class));

    private final WebClient http;
    private final Guard guard;
    private final UpstreamFailures failures;
    private final Duration timeout;
    private final FailMode failMode;

    public SafetyClient(WebClient http, Guard guard, UpstreamFailures failures, Duration timeout, FailMode failMode) {
        this.http = http;
        this.guard = guard;
        this.failures = failures;
        this.timeout = timeout;
        this.failMode = failMode;
    }

    /**
     * @return the decision. Errors with {@link ErrorCode#SAFETY_UNAVAILABLE} where the service cannot be asked and fails
     *     closed, and with a {@link RelayedError} where it refuses the text: a text that nobody can screen must not pass
     *     in any mode, or it would be the way around the screening.
     */
    public Mono<Screening> screen(AssessmentRequest request, String requestId) {
        return guard.protect(Mono.defer(() -> attempt(request, requestId)))
                .map(SafetyClient::decision)
                .onErrorResume(SafetyClient::isUnavailability, failure -> fallBack(failure, requestId));
    }

    private Mono<Assessment> attempt(AssessmentRequest request, String requestId) {
        return http.post()
                .uri("/v1/assessments")
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_JSON)
                .header(Headers.REQUEST_ID, requestId)
                .header(Headers.DEADLINE, Long.toString(timeout.toMillis()))
                .bodyValue(request)
                .exchangeToMono(this::read)
                .timeout(timeout)
                .onErrorMap(failures::ofThrowable);
    }

    private Mono<Assessment> read(ClientResponse response) {
        if (!response.statusCode().is2xxSuccessful()) {
            return failures.ofResponse(response);
        }
        return response.bodyToMono(Assessment.class)
                .onErrorMap(failures::unreadable)
                .switchIfEmpty(Mono.error(() -> failures.unreadable(null)));
    }

    private static Screening decision(Assessment assessment) {
        return switch (assessment.action()) {
            case ALLOW -> new Screening.Allowed(assessment.policyVersion());
            case DEEPEN -> new Screening.Deepened(assessment.policyVersion());
            case BLOCK -> new Screening.Blocked(assessment.policyVersion());
        };
    }

    private static boolean isUnavailability(Throwable failure) {
        return failure instanceof GatewayException known && known.code() == ErrorCode.SAFETY_UNAVAILABLE;
    }

    private Mono<Screening> fallBack(Throwable failure, String requestId) {
        return switch (failMode) {
            case CLOSED -> Mono.error(failure);
            case DEEPEN -> {
                LOG.warn("requestId={} not screened, runs all steps: {}", requestId, failure.getMessage());
                yield Mono.just(new Screening.Deepened(null));
            }
            case OPEN -> {
                LOG.warn("requestId={} not screened, runs as asked: {}", requestId, failure.getMessage());
                yield Mono.just(new Screening.Unscreened());
            }
        };
    }
}
