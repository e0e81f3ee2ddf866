package looplm.launcher.supervise;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import looplm.launcher.os.PidFile;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.ProgramState.Phase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one program running, on a thread of its own. A program that dies before it was ever ready makes the start fail;
 * later deaths are answered by a new start after the {@link BackOff}.
 */
final class Watch {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration PROBE_WHILE_STARTING = Duration.ofMillis(100);
    private static final Duration PROBE_WHEN_READY = Duration.ofSeconds(1);

    private final WatchedProgram program;
    private final PidFile pidFile;
    private final BackOff backOff;
    private final Duration startLimit;
    private final StateBoard board;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private ProgramState state;
    private @Nullable Process process;

    /** @param startLimit how long a program may take until it is ready */
    Watch(WatchedProgram program, PidFile pidFile, BackOff backOff, Duration startLimit, StateBoard board) {
        this.program = program;
        this.pidFile = pidFile;
        this.backOff = backOff;
        this.startLimit = startLimit;
        this.board = board;
        this.state = ProgramState.waiting(program, Instant.now());
        board.update(state);
    }

    /** Completes when the program is ready for the first time; fails with {@link StartFailure} when it won't be. */
    CompletableFuture<Void> firstReady() {
        return firstReady;
    }

    /** Starts the program once {@code before} is complete; if that fails, it is never started. */
    void startAfter(CompletableFuture<Void> before) {
        var _ = before.thenRun(
                () -> Thread.ofVirtual().name("watch-" + program.name()).start(this::keepRunning));
    }

    /** Stops the program for good and returns when it is gone. */
    void stop() {
        Process running;
        synchronized (this) {
            stopping.countDown();
            running = process;
        }
        failStart("was stopped before it was ready");
        if (running != null) {
            change(now -> now.in(Phase.STOPPING, Instant.now()));
            ProcessIdentity.of(running.pid()).ifPresent(program::stop);
            forget();
        }
        change(now -> now.stopped(Instant.now()));
    }

    private void keepRunning() {
        try {
            while (!isStopping()) {
                Duration wait = runOnce();
                if (firstReady.isCompletedExceptionally() || stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One life of the program. Returns how long to wait before the next. */
    private Duration runOnce() throws InterruptedException {
        try {
            Process started = launch();
            if (started == null) {
                return Duration.ZERO;
            }
            Duration readyFor = observe(started);
            return afterDeath(started.exitValue(), readyFor);
        } catch (IOException e) {
            LOG.error("{} can't be started", program.name(), e);
            failStart("can't be started: " + e.getMessage());
            return afterDeath(null, Duration.ZERO);
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (isStopping()) {
            return null;
        }
        Process started = program.start();
        process = started;
        Optional<ProcessIdentity> identity = ProcessIdentity.of(started.pid());
        if (identity.isPresent()) {
            remember(identity.get());
            change(now -> now.started(identity.get(), Instant.now()));
        }
        LOG.info("{} started as pid {}", program.name(), started.pid());
        return started;
    }

    /** Watches a process until it ends. Returns how long it had been ready. */
    private Duration observe(Process started) throws InterruptedException {
        Instant begin = Instant.now();
        Instant readySince = null;
        Duration pause = PROBE_WHILE_STARTING;
        while (!started.waitFor(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            if (program.isReady()) {
                enter(Phase.READY);
                firstReady.complete(null);
                readySince = readySince == null ? Instant.now() : readySince;
                pause = PROBE_WHEN_READY;
            } else if (readySince != null) {
                enter(Phase.NOT_READY);
            } else if (begin.plus(startLimit).isBefore(Instant.now())) {
                failStart("was not ready after " + startLimit.toSeconds() + " s");
                ProcessIdentity.of(started.pid()).ifPresent(program::stop);
            }
        }
        return readySince == null ? Duration.ZERO : Duration.between(readySince, Instant.now());
    }

    private Duration afterDeath(@Nullable Integer exit, Duration readyFor) {
        failStart("ended with exit code " + exit + " before it was ready");
        if (isStopping()) {
            return Duration.ZERO;
        }
        forget();
        if (firstReady.isCompletedExceptionally()) {
            change(now -> now.stopped(Instant.now()));
            return Duration.ZERO;
        }
        Duration wait = backOff.afterDeath(readyFor);
        LOG.warn("{} ended with exit code {}, next start in {} ms", program.name(), exit, wait.toMillis());
        change(now -> now.died(exit, Instant.now().plus(wait), Instant.now()));
        return wait;
    }

    /** Without effect once the program was ready. */
    private void failStart(String reason) {
        firstReady.completeExceptionally(new StartFailure(program.name(), reason));
    }

    private synchronized void enter(Phase phase) {
        if (state.phase() != phase && !isStopping()) {
            LOG.info("{} is {}", program.name(), phase.text());
            change(now -> now.in(phase, Instant.now()));
        }
    }

    private synchronized void change(UnaryOperator<ProgramState> change) {
        state = change.apply(state);
        board.update(state);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Without its file (a full disk) it runs on: a second one would only meet it on its port. */
    private void remember(ProcessIdentity identity) {
        try {
            pidFile.write(identity);
        } catch (IOException e) {
            LOG.warn("{} can't be written: {}", pidFile.path(), e.toString());
        }
    }

    private void forget() {
        try {
            pidFile.delete();
        } catch (IOException e) {
            LOG.warn("{} can't be deleted: {}", pidFile.path(), e.toString());
        }
    }
}
