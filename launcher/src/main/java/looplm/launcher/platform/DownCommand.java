package looplm.launcher.platform;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataLock;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;
import looplm.launcher.service.Drain;
import looplm.launcher.supervise.Leftovers;
import looplm.launcher.supervise.RunningPrograms;
import looplm.launcher.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Stops everything that {@code up} started, also what an earlier one left behind. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stops everything that up started: first who asks, then who is asked, then the database. Answers that run may",
            "end, for as long as the services' own settings allow. The data stays."
        },
        footer = {"", "Example: ./looplm down"})
public final class DownCommand extends PlatformCommand {

    @Override
    public Integer call() throws IOException, InterruptedException {
        DataDirectory directory = data.directory();
        if (!directory.isPlatform()) {
            say("Nothing is up: " + directory.root() + " isn't a platform's data directory.");
            return 0;
        }
        Optional<ProcessIdentity> supervisor = new RunningPrograms(directory).supervisor();
        if (supervisor.isPresent()) {
            say("Stopping the platform (supervisor pid " + supervisor.get().pid() + ") ...");
            var progress = new StopProgress(directory, this::say);
            ProcessStop.terminate(supervisor.get(), Drain.all(directory), progress::look);
            requireGone(supervisor.get());
        }
        boolean leftovers = stopLeftovers(directory);
        boolean nothing = supervisor.isEmpty() && !leftovers;
        say(nothing ? "Nothing was up." : "Stopped. The data stays in " + directory.root() + ".");
        return 0;
    }

    private static void requireGone(ProcessIdentity supervisor) {
        if (supervisor.isAlive()) {
            throw new CommandFailure("The supervisor, pid " + supervisor.pid()
                    + ", can't be stopped (expected: a process of this user; the one that started it can)");
        }
    }

    /** Whether there were any. */
    private boolean stopLeftovers(DataDirectory directory) throws IOException, InterruptedException {
        @Nullable DataLock lock = lockWhereItCanBe(directory);
        try (lock) {
            return stopHeld(directory);
        }
    }

    /** Where nothing can be written, no supervisor can be started meanwhile either. */
    private @Nullable DataLock lockWhereItCanBe(DataDirectory directory) throws IOException, InterruptedException {
        try {
            return lock(directory);
        } catch (FileSystemException unwritable) {
            return null;
        }
    }

    private DataLock lock(DataDirectory directory) throws IOException, InterruptedException {
        Optional<DataLock> lock = DataLock.take(directory, Duration.ZERO);
        if (lock.isEmpty()) {
            say("Waiting for another command on " + directory.root() + " ...");
            lock = DataLock.take(directory, Drain.all(directory));
        }
        return lock.orElseThrow(() -> new CommandFailure("--data: " + directory.root()
                + " is held by another process (expected: free once its supervisor is gone). Try again."));
    }

    /** A recording ends with its supervisor; one that was killed as well left what it had started. */
    private boolean stopHeld(DataDirectory directory) throws IOException {
        boolean found = false;
        List<String> still = new ArrayList<>();
        for (DataDirectory one : List.of(directory, directory.recording())) {
            if (one.isPlatform()) {
                var leftovers = new Leftovers(one, Drain.rules(one), this::say);
                found |= !leftovers.isEmpty();
                still.addAll(leftovers.stop());
                forget(one, leftovers);
            }
        }
        if (!still.isEmpty()) {
            throw new CommandFailure("Still running: " + String.join("; ", still)
                    + " (expected: processes of this user; the one that started them can stop them)");
        }
        return found;
    }

    private void forget(DataDirectory directory, Leftovers leftovers) {
        try {
            leftovers.forget();
            directory.pidFile(DataDirectory.SUPERVISOR).delete();
        } catch (IOException e) {
            say(directory.run() + " can't be written (" + e + "): pid files of processes that are gone stay there.");
        }
    }

    private void say(String line) {
        output.err().println(line);
        output.err().flush();
    }
}
