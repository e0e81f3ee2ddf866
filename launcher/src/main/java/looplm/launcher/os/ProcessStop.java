package looplm.launcher.os;

import java.time.Duration;

/** Ends a process that this launcher started, politely first. */
public final class ProcessStop {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private ProcessStop() {}

    /** SIGTERM, then SIGKILL when it still runs after {@code grace}. Returns when the process is gone. */
    public static void terminate(ProcessIdentity process, Duration grace) {
        signal(process, false);
        killUnlessGone(process, grace);
    }

    /** SIGINT, which stops PostgreSQL fast, then SIGKILL when it still runs after {@code grace}. */
    public static void interrupt(ProcessIdentity process, Duration grace) {
        Posix.interrupt(process);
        killUnlessGone(process, grace);
    }

    /** Waits for the end of a process that need not be a child of this one. False when it still runs. */
    public static boolean awaitEnd(ProcessIdentity process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                interrupted = true; // a stop that was begun is finished
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !process.isAlive();
    }

    private static void killUnlessGone(ProcessIdentity process, Duration grace) {
        if (!awaitEnd(process, grace)) {
            signal(process, true);
            awaitEnd(process, grace);
        }
    }

    private static void signal(ProcessIdentity process, boolean kill) {
        if (!process.isAlive()) {
            return;
        }
        ProcessHandle.of(process.pid()).ifPresent(handle -> {
            if (kill) {
                handle.destroyForcibly();
            } else {
                handle.destroy();
            }
        });
    }
}
