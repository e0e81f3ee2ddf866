package looplm.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches the memory that only this process has, whatever allocated it: Linux's private pages, of the heap, of native
 * allocations and of files no other process maps.
 */
public final class PrivateMemory {

    private static final Path ROLLUP = Path.of("/proc/self/smaps_rollup");
    private static final long PERIOD_MILLIS = 20;
    private static final long KIB = 1024;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;
    private volatile long peak;

    private PrivateMemory() {
        thread = Thread.ofPlatform().daemon().name("private-memory").start(this::watch);
    }

    /** Begins to watch. */
    public static PrivateMemory watched() {
        return new PrivateMemory();
    }

    /** Ends the watch, again or for the first time; the most bytes seen, 0 where the system does not tell. */
    public long stop() {
        done.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return peak;
    }

    private void watch() {
        try {
            do {
                peak = Math.max(peak, bytes());
            } while (!done.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS));
            peak = Math.max(peak, bytes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long bytes() {
        if (!Files.isReadable(ROLLUP)) {
            return 0;
        }
        try {
            long bytes = 0;
            for (String line : Files.readAllLines(ROLLUP)) {
                if (line.startsWith("Private_Clean:") || line.startsWith("Private_Dirty:")) {
                    bytes += Long.parseLong(line.replaceAll("\\D", "")) * KIB;
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
