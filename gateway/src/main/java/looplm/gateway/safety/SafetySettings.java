package looplm.gateway.safety;

import jakarta.validation.Valid;
import java.time.Duration;
import looplm.gateway.upstream.UpstreamLimits;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param timeout for one assessment
 */
public record SafetySettings(
        @DefaultValue("5s") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue @Valid UpstreamLimits limits) {}
