package looplm.gateway.upstream;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.wire.ErrorCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Bulkhead(retry(breaker(attempt))) around the calls to one upstream. In this order each try counts in the breaker, and
 * a call holds one permit whatever it takes. An attempt must be deferred: it is subscribed once per try.
 */
public final class Guard {

    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final Upstream upstream;
    private final Duration openFor;
    private final CircuitBreaker breaker;
    private final Retry retry;
    private final Bulkhead bulkhead;

    public Guard(Upstream upstream, UpstreamLimits limits, MeterRegistry meters) {
        this.upstream = upstream;
        this.openFor = limits.breakerOpenFor();
        var breakers = CircuitBreakerRegistry.of(breakerConfig(limits));
        var retries = RetryRegistry.of(retryConfig(limits));
        var bulkheads = BulkheadRegistry.of(BulkheadConfig.custom()
                .maxConcurrentCalls(limits.maxConcurrent())
                .maxWaitDuration(Duration.ZERO)
                .build());
        this.breaker = breakers.circuitBreaker(upstream.label());
        this.retry = retries.retry(upstream.label());
        this.bulkhead = bulkheads.bulkhead(upstream.label());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        TaggedRetryMetrics.ofRetryRegistry(retries).bindTo(meters);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
    }

    public <T> Flux<T> protect(Flux<T> attempt) {
        return attempt.transformDeferred(CircuitBreakerOperator.of(breaker))
                .transformDeferred(RetryOperator.of(retry))
                .transformDeferred(BulkheadOperator.of(bulkhead))
                .onErrorMap(this::translate);
    }

    public <T> Mono<T> protect(Mono<T> attempt) {
        return attempt.transformDeferred(CircuitBreakerOperator.of(breaker))
                .transformDeferred(RetryOperator.of(retry))
                .transformDeferred(BulkheadOperator.of(bulkhead))
                .onErrorMap(this::translate);
    }

    /** {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}. */
    public CircuitBreaker.State state() {
        return breaker.getState();
    }

    public String name() {
        return upstream.label();
    }

    private Throwable translate(Throwable failure) {
        return switch (failure) {
            case CallNotPermittedException open ->
                new GatewayException(
                        upstream.unavailable(), upstream.label() + "-service is not available.", null, openFor, open);
            case BulkheadFullException full ->
                new GatewayException(
                        ErrorCode.TOO_MANY_REQUESTS, "Too many requests are running.", null, WHEN_FULL, full);
            default -> failure;
        };
    }

    /** A refusal of what the client sent says that the upstream works; a client that stalls says nothing about it. */
    private static CircuitBreakerConfig breakerConfig(UpstreamLimits limits) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(limits.breakerWindow())
                .minimumNumberOfCalls(limits.breakerMinimum())
                .failureRateThreshold(limits.breakerFailureRate())
                .waitDurationInOpenState(limits.breakerOpenFor())
                .permittedNumberOfCallsInHalfOpenState(limits.breakerTrials())
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(failure -> !(failure instanceof RelayedError))
                .ignoreException(failure -> failure instanceof ClientStalled || isOwnRefusal(failure))
                .build();
    }

    /** The gateway has no room for the answer, or the client asked for too long a one. */
    private static boolean isOwnRefusal(Throwable failure) {
        return failure instanceof GatewayException own
                && !(failure instanceof UpstreamFailure)
                && (own.code() == ErrorCode.TOO_MANY_REQUESTS || own.code() == ErrorCode.REQUEST_TOO_LARGE);
    }

    private static RetryConfig retryConfig(UpstreamLimits limits) {
        return RetryConfig.custom()
                .maxAttempts(limits.attempts())
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(limits.retryDelay(), 2, 0.5))
                .retryOnException(failure -> failure instanceof UpstreamFailure known && known.retryable())
                .build();
    }
}
