package looplm.launcher.recording;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.LauncherProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link RecordCommand} as a process of the lowest priority, which ends with this one. */
public final class Recorder {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long PATIENCE_SECONDS = 10;

    /** In bytes of its files. */
    private static final long LARGEST_MODEL = 512L << 20;

    private final Process process;

    private Recorder(Process process) {
        this.process = process;
    }

    /**
     * The model to record with: looplm-nano where the checkout has it, else the served one if a second copy of it is no
     * burden. Empty when there is none, and nothing can be recorded.
     */
    public static Optional<Path> model(Checkout checkout, Path served) throws IOException {
        if (Files.isRegularFile(checkout.defaultModel().resolve("config.json"))) {
            return Optional.of(checkout.defaultModel());
        }
        long size = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(served)) {
            for (Path file : files) {
                size += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
        }
        return size <= LARGEST_MODEL ? Optional.of(served) : Optional.empty();
    }

    /**
     * Starts it.
     *
     * @param data of the platform whose programs are recorded
     * @param port what it listens on lies above
     */
    public static Recorder start(DataDirectory data, Checkout checkout, Path model, int port) throws IOException {
        DataDirectory own = data.recording();
        own.create();
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.addAll(LauncherProgram.command(
                checkout,
                List.of(),
                List.of(RecordCommand.NAME, "--data=" + data.root(), "--model=" + model, "--port=" + port)));
        Path log = own.log(DataDirectory.SUPERVISOR);
        Files.deleteIfExists(log);
        return new Recorder(new ProcessBuilder(command)
                .directory(data.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    /** Has {@code next} run when it is done, whether it was of use or not. */
    public void onEnd(Runnable next) {
        var _ = process.onExit().thenRun(() -> {
            LOG.info("Recording of starts ended with exit code {}", process.exitValue());
            next.run();
        });
    }

    /** Ends it, with all that it started. */
    public void stop() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.warn("Recording of starts can't be stopped: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
