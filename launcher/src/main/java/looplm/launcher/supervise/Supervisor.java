package looplm.launcher.supervise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import looplm.launcher.os.PidFile;

/** Keeps a platform running: a database, the programs that need it, and those that don't at the same time. */
public final class Supervisor {

    private final Function<String, PidFile> pidFiles;
    private final Duration startLimit;
    private final StateBoard board;
    private final Map<Integer, List<Watch>> stopOrder = new TreeMap<>();
    private boolean stopping;

    /**
     * @param pidFiles where to remember a program's process, by the program's name
     * @param startLimit how long a program may take until it is ready
     */
    public Supervisor(Function<String, PidFile> pidFiles, Duration startLimit, StateBoard board) {
        this.pidFiles = pidFiles;
        this.startLimit = startLimit;
        this.board = board;
    }

    /**
     * Starts everything and returns when all programs are ready.
     *
     * @param answering run once all are ready that answers need, before the others may be
     * @throws StartFailure of the first program that did not become ready; the others run on until {@link #stop}
     */
    public void start(StartPlan plan, Runnable answering) throws StartFailure, InterruptedException {
        var outcome = new CompletableFuture<Void>();
        List<CompletableFuture<Void>> all = launch(plan);
        var needed = new ArrayList<CompletableFuture<Void>>(List.of(all.getFirst()));
        for (int i = 0; i < plan.steps().size(); i++) {
            if (plan.steps().get(i).answers()) {
                needed.add(all.get(i + 1));
            }
        }
        var answers = all(needed).thenRun(answering);
        all.forEach(one -> one.exceptionally(failure -> {
            outcome.completeExceptionally(failure);
            return null;
        }));
        CompletableFuture<Void> ready = all(all).thenCombine(answers, (first, second) -> null);
        try {
            CompletableFuture.anyOf(ready, outcome).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    /** Stops everything in order and returns when all is gone. A second call waits for the first. */
    public synchronized void stop() {
        stopping = true;
        stopOrder.values().forEach(Supervisor::stopTogether);
        stopOrder.clear();
    }

    private synchronized List<CompletableFuture<Void>> launch(StartPlan plan) throws StartFailure {
        if (stopping) {
            throw new StartFailure(plan.database().name(), "was stopped before it was started");
        }
        var none = CompletableFuture.<Void>completedFuture(null);
        Watch database = watch(plan.database(), Integer.MAX_VALUE);
        List<Watch> watches = new ArrayList<>(List.of(database));
        plan.steps().forEach(step -> watches.add(watch(step.program(), step.stopRank())));
        database.startAfter(none);
        for (int i = 0; i < plan.steps().size(); i++) {
            watches.get(i + 1).startAfter(plan.steps().get(i).afterDatabase() ? database.firstReady() : none);
        }
        return watches.stream().map(Watch::firstReady).toList();
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> ones) {
        return CompletableFuture.allOf(ones.toArray(CompletableFuture[]::new));
    }

    private Watch watch(WatchedProgram program, int stopRank) {
        var watch = new Watch(program, pidFiles.apply(program.name()), BackOff.standard(), startLimit, board);
        stopOrder.computeIfAbsent(stopRank, rank -> new ArrayList<>()).add(watch);
        return watch;
    }

    private static void stopTogether(Collection<Watch> watches) {
        List<Thread> threads = watches.stream()
                .map(watch -> Thread.ofVirtual().name("stop").start(watch::stop))
                .toList();
        for (Thread thread : threads) {
            joinUninterruptibly(thread);
        }
    }

    /** A stop that was begun is finished. */
    static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
