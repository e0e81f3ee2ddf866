package looplm.launcher.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process, told apart from a later one that was given the same pid.
 *
 * @param started when the process started, as the operating system counts it: clock ticks since boot and the boot's id
 *     on Linux (a wall clock that is set does not change it), elsewhere milliseconds since the epoch
 */
public record ProcessIdentity(long pid, String started) {

    private static final Path PROC = Path.of("/proc");

    /** Fields of {@code /proc/PID/stat} counted after the command's name in parentheses. */
    private static final int STATE = 0;

    private static final int START_TICKS = 19;

    public ProcessIdentity {
        if (pid < 1) {
            throw new IllegalArgumentException("pid: " + pid + " (expected: at least 1)");
        }
        if (started.isBlank()) {
            throw new IllegalArgumentException("started: blank (expected: a start time)");
        }
    }

    /** The process that has {@code pid} now; empty when none has, or one that is dead and only not yet reaped. */
    public static Optional<ProcessIdentity> of(long pid) {
        return Files.isDirectory(PROC.resolve("self")) ? fromProc(pid) : fromHandle(pid);
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    private static Optional<ProcessIdentity> fromProc(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", START_TICKS + 2);
            if (fields.length <= START_TICKS || isDead(pid, fields[STATE])) {
                return Optional.empty();
            }
            String boot =
                    Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
            return Optional.of(new ProcessIdentity(pid, fields[START_TICKS] + "@" + boot));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** A process that ended still has its files and ports while one of its threads is ending. */
    private static boolean isDead(long pid, String state) {
        if ("X".equals(state)) {
            return true;
        }
        String[] threads =
                PROC.resolve(Long.toString(pid)).resolve("task").toFile().list();
        return "Z".equals(state) && (threads == null || threads.length <= 1);
    }

    private static Optional<ProcessIdentity> fromHandle(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(Instant::toEpochMilli)
                .map(start -> new ProcessIdentity(pid, Long.toString(start)));
    }
}
