package looplm.launcher.supervise;

import java.time.Duration;

/**
 * How long to wait before a program that died is started again: twice as long each time, from the beginning again once
 * it has been ready for a while.
 */
public final class BackOff {

    private static final int FACTOR = 2;

    private final Duration first;
    private final Duration longest;
    private final Duration healthyAfter;
    private Duration next;

    /** @param healthyAfter how long a program must have been ready to start again without a grudge */
    public BackOff(Duration first, Duration longest, Duration healthyAfter) {
        if (first.compareTo(Duration.ofMillis(1)) < 0 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first: " + first + ", longest: " + longest + " (expected: 1 ms <= first <= longest)");
        }
        this.first = first;
        this.longest = longest;
        this.healthyAfter = healthyAfter;
        this.next = first;
    }

    /** 1 s, doubled up to one minute, forgotten after one minute in health. */
    public static BackOff standard() {
        return new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    /**
     * The wait before the next start.
     *
     * @param readyFor how long the program that just died had been ready; zero when it never was
     */
    public Duration afterDeath(Duration readyFor) {
        if (readyFor.compareTo(healthyAfter) >= 0) {
            next = first;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(FACTOR);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return wait;
    }
}
