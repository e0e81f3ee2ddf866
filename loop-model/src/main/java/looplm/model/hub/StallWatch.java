package looplm.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a body from which nothing has come for too long, so that its reader fails instead of waiting for ever. */
final class StallWatch implements AutoCloseable {

    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private final AtomicLong lastByte = new AtomicLong(System.nanoTime());

    StallWatch(InputStream body, Duration limit) {
        long period = Math.max(1, limit.toMillis() / 4);
        var _ = watch.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - lastByte.get() > limit.toNanos()) {
                        close(body);
                    }
                },
                period,
                period,
                TimeUnit.MILLISECONDS);
    }

    void alive() {
        lastByte.set(System.nanoTime());
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The reader is told by its own read.
            return;
        }
    }
}
