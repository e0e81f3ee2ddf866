package looplm.gateway.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param unwritten rows at most in memory, those of running requests included; with more, requests are refused
 * @param batch rows at most per statement
 * @param retryDelay wait before a batch that could not be written is tried again
 * @param drainTimeout how long a shutdown waits for the last rows
 * @param stallLimit how long a write may take before no new request is begun
 * @param spillFile takes rows while the database does not; null for none
 * @param spillSize the most it may hold
 * @param deadAfter silence after which a gateway counts as gone and its open requests are closed by another
 */
public record AuditSettings(
        @DefaultValue("10000") @Min(1) @Max(10_000_000) int unwritten,
        @DefaultValue("200") @Min(1) @Max(10_000) int batch,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration retryDelay,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration drainTimeout,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration stallLimit,
        @Nullable Path spillFile,
        @DefaultValue("64MB") DataSize spillSize,
        @DefaultValue("30s") @DurationMin(millis = 100) Duration deadAfter) {}
