package looplm.gateway.shedding;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param least answers in the making at once that are always allowed
 * @param most that are ever allowed
 * @param tolerance how many times as long as on an idle platform an answer may take before fewer are allowed
 * @param window how long answers are observed before the limit moves
 */
public record SheddingSettings(
        @DefaultValue("4") @Min(1) @Max(100_000) int least,
        @DefaultValue("256") @Min(1) @Max(100_000) int most,
        @DefaultValue("2.5") @DecimalMin("1.1") double tolerance,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration window) {

    public SheddingSettings {
        if (least > most) {
            throw new IllegalArgumentException("shedding.least: " + least + " (expected: at most most, " + most + ")");
        }
    }
}
