package looplm.edge.servlet;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a service's HTTP server puts up with: {@code looplm.SERVICE.http.*}.
 *
 * @param connections at once; one more is closed as soon as it is made
 * @param headerTimeout from a request's first byte to the end of its header; then the connection is closed
 * @param bodyTimeout from a request's arrival to the end of its body, before a 408
 * @param silence in the midst of a header, of a body, or of an answer that nobody reads
 * @param idle between two requests
 * @param bodiesInFlight bytes of the bodies of all requests inside, before a 429
 */
public record HttpSettings(
        @DefaultValue("1024") int connections,
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("20s") Duration silence,
        @DefaultValue("60s") Duration idle,
        @DefaultValue("32MB") DataSize bodiesInFlight) {

    private static final Duration LONGEST = Duration.ofDays(1);

    public HttpSettings {
        if (connections < 1 || connections > 1_000_000) {
            throw new IllegalArgumentException("http.connections: " + connections + " (expected: 1..1000000)");
        }
        require("header-timeout", headerTimeout);
        require("body-timeout", bodyTimeout);
        require("silence", silence);
        require("idle", idle);
    }

    private static void require(String key, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("http." + key + ": " + value + " (expected: 1ms..1d)");
        }
    }

    /**
     * What callers may send.
     *
     * @param body of one request
     */
    public BodyLimits bodies(DataSize body) {
        if (bodiesInFlight.compareTo(body) < 0) {
            throw new IllegalArgumentException(
                    "http.bodies-in-flight: " + bodiesInFlight + " (expected: at least one body, " + body + ")");
        }
        return new BodyLimits(body, bodiesInFlight, bodyTimeout);
    }
}
