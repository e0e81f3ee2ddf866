package looplm.launcher.os;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
public final class ProgramRun {

    private ProgramRun() {}

    /** Runs it where this process is. */
    public static OptionalInt exitCode(List<String> command, Path log, Duration limit) throws IOException {
        return exitCode(command, Path.of(""), log, limit);
    }

    /**
     * Runs it.
     *
     * @param directory where
     * @param log its output is added there
     * @param limit it is killed then
     * @return its exit code; empty if it was still busy at the limit
     * @throws IOException if it can't be started, or the thread is interrupted
     */
    public static OptionalInt exitCode(List<String> command, Path directory, Path log, Duration limit)
            throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
