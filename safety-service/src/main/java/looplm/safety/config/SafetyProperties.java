package looplm.safety.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
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
 * Settings of safety-service.
 *
 * @param serviceTokenFile holds the token that callers must send
 * @param policyFile the operator's policy; without it the one in the jar decides
 * @param policyPoll how often the policy file is looked at
 * @param maxBodySize of a request, in bytes
 * @param maxInputCharacters of a request, all texts together
 * @param maxTexts messages or moderation inputs of a request
 * @param http what the server puts up with
 * @param probePort where {@code /actuator/**} is served, too
 * @param screeningThreads texts screened at once; missing: one for each processor
 * @param screeningQueue requests that may wait for one of these threads, before a 429
 * @param screeningLimit for the screening of one request, before a 504; its caller may give less
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
        @DefaultValue HttpSettings http,
        @Nullable @Min(1) @Max(65_535) Integer probePort,

        @Nullable @Min(1) @Max(1024) Integer screeningThreads,
        @DefaultValue("512") @Min(1) @Max(100_000) int screeningQueue,

        @DefaultValue("10s") @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration screeningLimit,

        @DefaultValue("1024") @Min(1) @Max(1_000_000) int auditQueue,

        @DefaultValue("5s") @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration auditTimeout) {

    private static final DataSize SMALLEST_BODY = DataSize.ofBytes(1);
    private static final DataSize LARGEST_BODY = DataSize.ofGigabytes(1);

    public SafetyProperties {
        if (maxBodySize.compareTo(SMALLEST_BODY) < 0 || maxBodySize.compareTo(LARGEST_BODY) > 0) {
            throw new IllegalArgumentException("max-body-size: " + maxBodySize + " (expected: 1B..1GB)");
        }
    }
}
