package looplm.launcher.os;

import java.time.Duration;
import java.util.function.Consumer;

/** Ends a process that this launcher started, politely first. */
public final class ProcessStop {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private ProcessStop() {}

    /** How long the operating system may need to take a killed process away. */
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    /** SIGTERM, then SIGKILL when it still runs after {@code grace}. Returns when the process is gone. */
    public static void terminate(ProcessIdentity process, Duration grace) {
        terminate(process, grace, waited -> {});
    }

    /**
     * SIGTERM, then SIGKILL when it still runs after {@code grace}.
     *
     * @param waiting told again and again how long that has taken so far
     */
    public static void terminate(ProcessIdentity process, Duration grace, Consumer<Duration> waiting) {
        if (signal(process, false)) {
            killUnlessGone(process, grace, waiting);
        }
    }

    /** SIGINT, which stops PostgreSQL fast, then SIGKILL when it still runs after {@code grace}. */
    public static void interrupt(ProcessIdentity process, Duration grace) {
        Posix.interrupt(process);
        killUnlessGone(process, grace, waited -> {});
    }

    /** Waits for the end of a process that need not be a child of this one. */
    private static void awaitEnd(ProcessIdentity process, Duration limit, Consumer<Duration> waiting) {
        long begin = System.nanoTime();
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() - begin < limit.toNanos()) {
            waiting.accept(Duration.ofNanos(System.nanoTime() - begin));
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                interrupted = true; // a stop that was begun is finished
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void killUnlessGone(ProcessIdentity process, Duration grace, Consumer<Duration> waiting) {
        awaitEnd(process, grace, waiting);
        if (process.isAlive() && signal(process, true)) {
            awaitEnd(process, AFTER_KILL, waiting);
        }
    }

    /** False when it could not be sent: the process is gone, or somebody else's. */
    private static boolean signal(ProcessIdentity process, boolean kill) {
        return process.isAlive()
                && ProcessHandle.of(process.pid())
                        .map(handle -> kill ? handle.destroyForcibly() : handle.destroy())
                        .orElse(false);
    }
}
