package looplm.gateway.door;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one connection may take of time, and how many there may be.
 *
 * @param most connections in all; what the process can bear where it is not set
 * @param perAddress connections of one client address, and, behind trusted proxies, its requests at once
 * @param headTimeout from the connection to the end of the first request's headers
 * @param idleTimeout from an answer to the end of the next request's headers
 * @param bodyTimeout from a request's headers to the end of its body
 * @param bodyPause between two pieces of a body
 * @param writeTimeout for a client to take any more of what is to be written
 */
public record ConnectionSettings(
        @Nullable @Min(1) Integer most,
        @DefaultValue("256") @Min(1) int perAddress,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration headTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration idleTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration bodyTimeout,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration bodyPause,
        @DefaultValue("30s") @DurationMin(millis = 1) Duration writeTimeout) {

    /** A connection takes some 20 KB, and the heap of {@code up} is small. */
    private static final int USUAL_MOST = 4096;

    /** The most connections, where the process may have {@code openFiles}: a half of them is left for everything else. */
    int mostWith(long openFiles) {
        return Optional.ofNullable(most).orElse(Math.clamp(openFiles / 2, 1, USUAL_MOST));
    }
}
