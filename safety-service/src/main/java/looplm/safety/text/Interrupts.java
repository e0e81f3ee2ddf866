package looplm.safety.text;

import java.util.concurrent.CancellationException;

/** Ends long work between two of its pieces once its thread is interrupted: nobody waits for it any longer. */
public final class Interrupts {

    private Interrupts() {}

    /**
     * @throws CancellationException if the thread is interrupted, which it stays
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this");
        }
    }
}
