package looplm.gateway.routing;

import jakarta.validation.Valid;
import java.time.Duration;
import looplm.gateway.upstream.UpstreamLimits;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param firstTokenTimeout from sending a streamed request to its first event, waiting in the queue included
 * @param gapTimeout between two events of a stream that is being read
 * @param answerTimeout for a whole answer
 * @param modelsFor how long the list of models is taken as it was
 */
public record InferenceSettings(
        @DefaultValue("60s") @DurationMin(millis = 1) Duration firstTokenTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration gapTimeout,
        @DefaultValue("10m") @DurationMin(millis = 1) Duration answerTimeout,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration modelsFor,
        @DefaultValue @Valid UpstreamLimits limits) {}
