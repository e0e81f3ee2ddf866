package looplm.gateway.upstream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one upstream is asked, and when it is left alone.
 *
 * @param maxConcurrent calls at once; more are refused with 429
 * @param attempts tries of one call, the first included
 * @param retryDelay wait before the second try; doubles for each further one, with jitter
 * @param breakerWindow calls that the failure rate is taken over
 * @param breakerMinimum calls before which the breaker does not open
 * @param breakerFailureRate percent of failed calls that opens the breaker
 * @param breakerOpenFor time that an open breaker lets no call through
 * @param breakerTrials calls let through after that; their success closes the breaker
 */
public record UpstreamLimits(
        @DefaultValue("256") @Min(1) @Max(100_000) int maxConcurrent,
        @DefaultValue("3") @Min(1) @Max(10) int attempts,
        @DefaultValue("100ms") @DurationMin(millis = 1) Duration retryDelay,
        @DefaultValue("20") @Min(1) @Max(10_000) int breakerWindow,
        @DefaultValue("5") @Min(1) @Max(10_000) int breakerMinimum,
        @DefaultValue("50") @Min(1) @Max(100) int breakerFailureRate,
        @DefaultValue("3s") @DurationMin(millis = 1) Duration breakerOpenFor,
        @DefaultValue("2") @Min(1) @Max(1_000) int breakerTrials) {

    /** Resilience4j would lower the minimum to the window in silence. */
    public UpstreamLimits {
        if (breakerMinimum > breakerWindow) {
            throw new IllegalArgumentException("breaker-minimum: " + breakerMinimum
                    + " (expected: at most breaker-window, " + breakerWindow + ")");
        }
    }
}
