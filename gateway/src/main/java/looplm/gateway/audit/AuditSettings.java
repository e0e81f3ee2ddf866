package looplm.gateway.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param unwritten rows at most in memory, those of running requests included; with more, requests are refused
 * @param batch rows at most per statement
 * @param retryDelay wait before a batch that could not be written is tried again
 * @param drainTimeout how long a shutdown waits for the last rows
 */
public record AuditSettings(
        @DefaultValue("10000") @Min(1) @Max(10_000_000) int unwritten,
        @DefaultValue("200") @Min(1) @Max(10_000) int batch,
        @DefaultValue("500ms") @DurationMin(millis = 1) Duration retryDelay,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration drainTimeout) {}
