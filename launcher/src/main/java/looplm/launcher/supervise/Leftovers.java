package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.PidFile;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;

/** Processes of an earlier supervisor that was killed before it could stop them. Call it with the data lock held. */
public final class Leftovers {

    /** The name of the database's pid file. */
    public static final String DATABASE = "postgres";

    private static final String SUFFIX = ".pid";
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration DATABASE_GRACE = Duration.ofSeconds(60);

    private final DataDirectory data;
    private final Consumer<String> progress;

    /** @param progress is told in words what is being stopped */
    public Leftovers(DataDirectory data, Consumer<String> progress) {
        this.data = data;
        this.progress = progress;
    }

    /** Stops them, services before the database. A pid file whose pid now belongs to another process is only deleted. */
    public void stop() throws IOException {
        Map<String, ProcessIdentity> alive = alive();
        List<Thread> stops = new ArrayList<>();
        alive.forEach((name, process) -> {
            progress.accept("stopping " + name + " of an earlier run, pid " + process.pid());
            stops.add(Thread.ofVirtual().start(() -> ProcessStop.terminate(process, GRACE)));
        });
        for (Thread stop : stops) {
            join(stop);
        }
        stopDatabase();
        for (Path file : pidFiles()) {
            Files.deleteIfExists(file);
        }
    }

    private Map<String, ProcessIdentity> alive() throws IOException {
        var alive = new TreeMap<String, ProcessIdentity>();
        for (Path file : pidFiles()) {
            String name = file.getFileName().toString();
            name = name.substring(0, name.length() - SUFFIX.length());
            Optional<ProcessIdentity> process = new PidFile(file).readAlive();
            if (process.isPresent() && !DATABASE.equals(name)) {
                alive.put(name, process.get());
            }
        }
        return alive;
    }

    private void stopDatabase() throws IOException {
        Optional<ProcessIdentity> known = data.pidFile(DATABASE).readAlive();
        var postmaster = new PostmasterFile(data.postgres());
        Optional<ProcessIdentity> process = known.isPresent() ? known : postmaster.process();
        if (process.isPresent()) {
            progress.accept("stopping the database of an earlier run, pid "
                    + process.get().pid());
            ProcessStop.interrupt(process.get(), DATABASE_GRACE);
        }
        postmaster.deleteIfStale();
    }

    /** Pid files of programs; the supervisor's own is none. */
    private List<Path> pidFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(data.run(), "*" + SUFFIX)) {
            for (Path file : found) {
                if (!file.equals(data.pidFile(DataDirectory.SUPERVISOR).path())) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
