package looplm.model.train;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to stop that waits for its answer: whoever asks is told when the run has saved its state. A process that
 * gets SIGTERM asks from its shutdown hook, so it does not end in the middle of a file.
 */
public final class StopSignal {

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    /** Whether someone asked. */
    boolean requested() {
        return requested;
    }

    /** Asks to stop after the running update. */
    public void request() {
        requested = true;
    }

    /** Tells that nothing more will be written. */
    public void finish() {
        finished.countDown();
    }

    /**
     * Waits until the run has finished.
     *
     * @return whether it did so in time
     */
    public boolean await(Duration limit) {
        try {
            return finished.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
