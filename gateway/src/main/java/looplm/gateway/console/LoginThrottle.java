package looplm.gateway.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lets a few wrong passwords through per minute, for all clients together: a guesser has many addresses. */
final class LoginThrottle {

    static final int FAILURES = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant windowEnd = Instant.MIN;
    private int failures;

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean isOpen() {
        roll();
        return failures < FAILURES;
    }

    synchronized void failed() {
        roll();
        failures++;
    }

    private void roll() {
        Instant now = clock.instant();
        if (!now.isBefore(windowEnd)) {
            windowEnd = now.plus(WINDOW);
            failures = 0;
        }
    }
}
