package looplm.model.hub;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between attempts; tests only record. */
@FunctionalInterface
interface Pause {

    void of(Duration duration) throws InterruptedException;

    /** Lets the time pass. */
    static Pause real() {
        return duration -> {
            if (new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a latch that nobody counts down");
            }
        };
    }
}
