package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.os.ProcessStop;

/** Processes of an earlier supervisor that was killed before it could stop them. Call it with the data lock held. */
public final class Leftovers {

    private static final Duration DATABASE_GRACE = Duration.ofSeconds(60);

    private final DataDirectory data;
    private final Function<String, StopRule> rules;
    private final Consumer<String> progress;
    private final RunningPrograms programs;
    private final SequencedMap<String, ProcessIdentity> alive;

    /**
     * Remembers what runs now: a new supervisor's state takes the place of the last one's.
     *
     * @param rules of the services, by name
     * @param progress is told in words what is being stopped
     */
    public Leftovers(DataDirectory data, Function<String, StopRule> rules, Consumer<String> progress)
            throws IOException {
        this.data = data;
        this.rules = rules;
        this.progress = progress;
        this.programs = new RunningPrograms(data);
        this.alive = programs.alive();
    }

    public boolean isEmpty() {
        return alive.isEmpty();
    }

    /**
     * Stops them as a supervisor would, the database last. A process that has been given the pid of one of them is left
     * alone.
     *
     * @return the ones that can't be stopped, in words
     */
    public List<String> stop() {
        var ranks = new TreeMap<Integer, List<String>>();
        alive.keySet().stream()
                .filter(name -> !RunningPrograms.DATABASE.equals(name))
                .forEach(name -> ranks.computeIfAbsent(rules.apply(name).rank(), rank -> new ArrayList<>())
                        .add(name));
        ranks.values().forEach(this::stopTogether);
        stopDatabase();
        return alive.entrySet().stream()
                .filter(program -> program.getValue().isAlive())
                .map(program -> program.getKey() + ", pid " + program.getValue().pid())
                .toList();
    }

    private void stopTogether(List<String> names) {
        List<Thread> stops = new ArrayList<>();
        alive.forEach((name, process) -> {
            if (names.contains(name)) {
                progress.accept("stopping " + name + " of an earlier run, pid " + process.pid());
                stops.add(Thread.ofVirtual()
                        .start(() ->
                                ProcessStop.terminate(process, rules.apply(name).grace(), wait(name))));
            }
        });
        stops.forEach(Supervisor::joinUninterruptibly);
    }

    private void stopDatabase() {
        ProcessIdentity database = alive.get(RunningPrograms.DATABASE);
        if (database != null) {
            progress.accept("stopping the database of an earlier run, pid " + database.pid());
            ProcessStop.interrupt(database, DATABASE_GRACE);
        }
    }

    private Consumer<Duration> wait(String name) {
        var told = new StopWait(rules.apply(name).grace());
        return waited -> told.news(waited).ifPresent(news -> progress.accept("waiting for " + name + ": " + news));
    }

    /** Deletes what names processes that are gone. */
    public void forget() throws IOException {
        new PostmasterFile(data.postgres()).deleteIfStale();
        for (Path file : programs.pidFiles()) {
            if (isOver(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isOver(Path pidFile) {
        return alive.entrySet().stream()
                .filter(program -> data.pidFile(program.getKey()).path().equals(pidFile))
                .map(Map.Entry::getValue)
                .noneMatch(ProcessIdentity::isAlive);
    }
}
