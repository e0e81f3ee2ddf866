package looplm.trainer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A request to stop that waits for its answer: whoever asks is told when the run has saved its state. A process that
 * gets SIGTERM asks from its shutdown hook, so it does not end in the middle of a file.
 */
public final class StopSignal {

    private final CountDownLatch finished = new CountDownLatch(1);
    private final BooleanSupplier condition;
    private volatile boolean requested;

    /** A signal that waits for {@link #request}. */
    public StopSignal() {
        this(() -> false);
    }

    /** A signal that a condition gives as well; it is asked after every update. */
    StopSignal(BooleanSupplier condition) {
        this.condition = condition;
    }

    /** Whether someone asked. */
    boolean requested() {
        return requested || condition.getAsBoolean();
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
