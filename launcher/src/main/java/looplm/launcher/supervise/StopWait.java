package looplm.launcher.supervise;

import java.time.Duration;
import java.util.Optional;

/** What a person is told while a program takes its time to end: a line every ten seconds. */
public final class StopWait {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Duration limit;
    private Duration next = INTERVAL;

    /** @param limit after it the program is killed */
    public StopWait(Duration limit) {
        this.limit = limit;
    }

    /** The line that is due after a wait of {@code waited}. */
    public Optional<String> news(Duration waited) {
        if (waited.compareTo(next) < 0) {
            return Optional.empty();
        }
        next = next.plus(INTERVAL);
        return Optional.of(waited.toSeconds() + " s of at most " + limit.toSeconds() + " s");
    }
}
