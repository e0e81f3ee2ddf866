package looplm.eval.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import looplm.edge.servlet.HttpSettings;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Everything an operator can set.
 *
 * @param serviceTokenFile holds the secret that the platform's services share
 * @param inferenceUrl of inference-service, e.g. {@code http://127.0.0.1:8081}
 * @param concurrency items asked at once
 * @param connectTimeout for a connection to inference-service
 * @param requestTimeout for an answer, its wait in inference-service's queue included; then the item is a recorded failure
 * @param retryPause before the second attempt while inference-service is not available; doubles up to 10 s
 * @param retryPatience how long it is tried again before the run fails
 * @param timeoutsInARow items without an answer in time, one after the other, that end a run
 * @param batch rows saved at once, at most
 * @param flushInterval longest time that a row waits to be saved
 * @param lease how long a run stays with a process that gives no sign of life
 * @param poll how often the queue is looked at for runs that other replicas left or took in
 * @param queueLength runs that may be unfinished at once
 * @param maxBody bytes of a request's body
 * @param http what the server puts up with
 * @param probePort where {@code /actuator/**} is served, too
 */
@Validated
@ConfigurationProperties(value = "looplm.eval", ignoreUnknownFields = false)
public record EvalProperties(
        @NotNull Path serviceTokenFile,
        @NotNull URI inferenceUrl,
        @DefaultValue("4") @Min(1) @Max(256) int concurrency,

        @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 5)
        Duration connectTimeout,

        @DefaultValue("60s") @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration requestTimeout,

        @DefaultValue("250ms") @DurationMin(millis = 1) @DurationMax(seconds = 10)
        Duration retryPause,

        @DefaultValue("2m") @DurationMin(millis = 1) @DurationMax(hours = 24)
        Duration retryPatience,

        @DefaultValue("20") @Min(1) @Max(1_000_000) int timeoutsInARow,
        @DefaultValue("50") @Min(1) @Max(10_000) int batch,

        @DefaultValue("500ms") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration flushInterval,

        @DefaultValue("15s") @DurationMin(millis = 10) @DurationMax(hours = 1)
        Duration lease,

        @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration poll,

        @DefaultValue("100") @Min(1) @Max(100_000) int queueLength,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue HttpSettings http,
        @Nullable @Min(1) @Max(65_535) Integer probePort) {

    private static final int LEASE_TO_FLUSH = 4;

    public EvalProperties {
        requireHttp(inferenceUrl);
        if (lease.compareTo(flushInterval.multipliedBy(LEASE_TO_FLUSH)) < 0) {
            throw new IllegalArgumentException("lease: %s (expected: at least %d times flush-interval, which renews it)"
                    .formatted(lease, LEASE_TO_FLUSH));
        }
        if (maxBody.toBytes() < 1 || maxBody.compareTo(DataSize.ofMegabytes(16)) > 0) {
            throw new IllegalArgumentException("max-body: " + maxBody + " (expected: 1B..16MB)");
        }
    }

    /** A missing one is found by validation. */
    private static void requireHttp(@Nullable URI url) {
        if (url != null
                && (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme())))) {
            throw new IllegalArgumentException("inference-url: " + url + " (expected: http://HOST:PORT)");
        }
    }
}
