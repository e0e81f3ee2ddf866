package looplm.launcher.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataLock;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;
import looplm.launcher.supervise.Leftovers;
import looplm.launcher.terminal.CommandFailure;
import picocli.CommandLine.Command;

/** Stops everything that {@code up} started, also what an earlier one left behind. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops everything that up started. The data stays.",
        footer = {"", "Example: ./looplm down"})
public final class DownCommand extends PlatformCommand {

    /** Longer than all the graces of a supervisor together. */
    private static final Duration SUPERVISOR_GRACE = Duration.ofMinutes(3);

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory directory = data.directory();
        if (!Files.isDirectory(directory.run())) {
            say("Nothing is up: " + directory.root() + " isn't a platform's data directory.");
            return 0;
        }
        Optional<ProcessIdentity> supervisor =
                directory.pidFile(DataDirectory.SUPERVISOR).readAlive();
        supervisor.ifPresent(process -> {
            say("Stopping the platform (supervisor pid " + process.pid() + ") ...");
            ProcessStop.terminate(process, SUPERVISOR_GRACE);
        });
        int leftovers = stopLeftovers(directory);
        boolean nothing = supervisor.isEmpty() && leftovers == 0;
        say(nothing ? "Nothing was up." : "Stopped. The data stays in " + directory.root() + ".");
        return 0;
    }

    private int stopLeftovers(DataDirectory directory) throws IOException, InterruptedException {
        DataLock lock = DataLock.take(directory, LOCK_PATIENCE)
                .orElseThrow(() -> new CommandFailure("--data: " + directory.root()
                        + " is held by another process (expected: free once its supervisor is gone). Try again."));
        var stopped = new AtomicInteger();
        try (lock) {
            new Leftovers(directory, step -> {
                        stopped.incrementAndGet();
                        say(step);
                    })
                    .stop();
            directory.pidFile(DataDirectory.SUPERVISOR).delete();
            stopRecording(directory.recording());
        }
        return stopped.get();
    }

    /** A recording ends with its supervisor; one that was killed as well left what it had started. */
    private void stopRecording(DataDirectory recording) throws IOException {
        if (Files.isDirectory(recording.run())) {
            new Leftovers(recording, this::say).stop();
        }
    }

    private void say(String line) {
        output.err().println(line);
        output.err().flush();
    }
}
