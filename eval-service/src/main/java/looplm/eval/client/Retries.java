package looplm.eval.client;

import java.time.Duration;

/**
 * Tries again while inference-service is not available: pauses that double, or what it asks for where that is longer.
 *
 * @param firstPause before the second attempt
 * @param patience from the first attempt until it is given up
 */
public record Retries(Duration firstPause, Duration patience) {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** One attempt. */
    public interface Attempt<T> {
        T run() throws InterruptedException;
    }

    /**
     * @throws TargetUnavailableException the last one, when patience is at its end
     */
    public <T> T call(Attempt<T> attempt) throws InterruptedException {
        long begun = System.nanoTime();
        Duration pause = firstPause;
        while (true) {
            try {
                return attempt.run();
            } catch (TargetUnavailableException e) {
                Duration wait = pause.compareTo(e.retryAfter()) > 0 ? pause : e.retryAfter();
                if (Duration.ofNanos(System.nanoTime() - begun).plus(wait).compareTo(patience) > 0) {
                    throw e;
                }
                Thread.sleep(wait);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }
}
