package looplm.safety.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of safety-service.
 *
 * @param serviceTokenFile holds the token that callers must send
 * @param policyFile the operator's policy; without it the one in the jar decides
 * @param policyPoll how often the policy file is looked at
 * @param maxBodySize of a request, in bytes
 * @param maxInputCharacters of a request, all texts together
 * @param maxTexts messages or moderation inputs of a request
 * @param maxInFlightSize of all bodies worked on at once; one of unknown length counts as the largest allowed
 * @param maxWait for a turn, before a 429
 * @param auditQueue assessments that may wait to be recorded
 * @param auditTimeout for a record, before a 503
 */
@Validated
@ConfigurationProperties(value = "looplm.safety", ignoreUnknownFields = false)
public record SafetyProperties(
        @NotNull Path serviceTokenFile,
        @Nullable Path policyFile,

        @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(hours = 1)
        Duration policyPoll,

        @DefaultValue("4MB") DataSize maxBodySize,
        @DefaultValue("1000000") @Min(1) @Max(100_000_000) int maxInputCharacters,
        @DefaultValue("2048") @Min(1) @Max(1_000_000) int maxTexts,
        @DefaultValue("32MB") DataSize maxInFlightSize,

        @DefaultValue("2s") @DurationMin(millis = 0) @DurationMax(minutes = 1)
        Duration maxWait,

        @DefaultValue("1024") @Min(1) @Max(1_000_000) int auditQueue,

        @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration auditTimeout) {

    private static final DataSize SMALLEST_BODY = DataSize.ofBytes(1);
    private static final DataSize LARGEST_BODY = DataSize.ofGigabytes(1);

    public SafetyProperties {
        if (maxBodySize.compareTo(SMALLEST_BODY) < 0 || maxBodySize.compareTo(LARGEST_BODY) > 0) {
            throw new IllegalArgumentException("max-body-size: " + maxBodySize + " (expected: 1B..1GB)");
        }
        if (maxInFlightSize.compareTo(maxBodySize) < 0 || maxInFlightSize.compareTo(LARGEST_BODY) > 0) {
            throw new IllegalArgumentException(
                    "max-in-flight-size: %s (expected: max-body-size..1GB)".formatted(maxInFlightSize));
        }
    }
}
