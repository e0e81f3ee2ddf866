package looplm.launcher.platform;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataLock;
import looplm.launcher.home.DataOption;
import looplm.launcher.logs.LogFiles;
import looplm.launcher.os.Posix;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.recording.Recorder;
import looplm.launcher.service.Drain;
import looplm.launcher.supervise.Leftovers;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.StartFailure;
import looplm.launcher.supervise.StartPlan;
import looplm.launcher.supervise.StateBoard;
import looplm.launcher.supervise.StateFile;
import looplm.launcher.supervise.Supervisor;
import looplm.launcher.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that keeps a platform running. {@code up} starts it; SIGTERM stops the platform and then it. */
@Command(name = SuperviseCommand.NAME, hidden = true, description = "Keeps a platform running; started by up.")
public final class SuperviseCommand implements Callable<Integer> {

    /** The command's name, and its options that {@code up} passes on. */
    static final String NAME = "supervise";

    static final String ATTACHED = "--attached";

    /** The state's message while there is nothing to add. */
    static final String UP = "up";

    /** An idle machine needs a twentieth of it; a start that fails ends its process and is told at once. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration LOG_CHECK = Duration.ofSeconds(20);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final int FAILED = 1;

    /** The exit code when another process holds the data directory. */
    static final int IN_USE = 3;

    private static final String RECORDING = "up; recording how the services start, so that the next start is quicker";

    @Mixin
    private DataOption data;

    @Mixin
    private PlatformOptions options;

    @Option(names = ATTACHED, description = "Stop when standard input ends, because whoever started this is gone.")
    private boolean attached;

    @Override
    public Integer call() throws Exception {
        Posix.leaveTerminal();
        OwnClasses.load();
        DataDirectory directory = data.directory();
        directory.create();
        Optional<DataLock> lock = DataLock.take(directory, LOCK_PATIENCE);
        if (lock.isEmpty()) {
            log().warn("{} is in use by another command", directory.root());
            return IN_USE;
        }
        DataLock held = lock.get();
        try (held) {
            return supervise(directory);
        }
    }

    private int supervise(DataDirectory directory) throws IOException, InterruptedException {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        directory.pidFile(DataDirectory.SUPERVISOR).write(self);
        String model = options.model(Checkout.find()).toString();
        var board = new StateBoard(new StateFile(directory.state()), self, options.firstPort(), model);
        var supervisor = new Supervisor(directory::pidFile, START_LIMIT, board);
        var recorder = new AtomicReference<@Nullable Recorder>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, recorder, board, directory), "stop"));
        if (attached) {
            Thread.ofPlatform().daemon().name("attached").start(SuperviseCommand::exitWithStarter);
        }
        try {
            var preparation = new Preparation(directory, options);
            supervisor.start(
                    prepare(preparation, directory, board),
                    () -> board.enterAfter(
                            PlatformState.Phase.STARTING, PlatformState.Phase.ANSWERING, "answers are possible"));
            board.enter(PlatformState.Phase.UP, UP);
            log().info("All programs are ready");
            if (preparation.lacksCaches()) {
                record(directory, recorder, board);
            }
            keepLogsSmall(directory);
            return 0;
        } catch (StartFailure e) {
            return fail(supervisor, board, e, e.program());
        } catch (CommandFailure | IOException e) {
            return fail(supervisor, board, e, null);
        }
    }

    /** The platform is as well without, so whatever fails is only told. */
    private void record(DataDirectory directory, AtomicReference<@Nullable Recorder> recorder, StateBoard board) {
        try {
            Checkout checkout = Checkout.find();
            Optional<Path> model = Recorder.model(checkout, options.model(checkout));
            if (model.isEmpty()) {
                log().info("Starts are not recorded: the model is too large to be loaded twice");
                return;
            }
            var started = Recorder.start(directory, checkout, model.get(), options.firstPort());
            recorder.set(started);
            board.enterAfter(PlatformState.Phase.UP, PlatformState.Phase.UP, RECORDING);
            started.onEnd(() -> board.enterAfter(PlatformState.Phase.UP, PlatformState.Phase.UP, UP));
        } catch (IOException e) {
            log().warn("Starts can't be recorded: {}", e.toString());
        }
    }

    private StartPlan prepare(Preparation preparation, DataDirectory directory, StateBoard board) throws IOException {
        var leftovers = new Leftovers(directory, Drain.rules(directory), step -> {
            log().info("Leftovers: {}", step);
            board.enter(PlatformState.Phase.PREPARING, step);
        });
        board.enter(PlatformState.Phase.PREPARING, "preparing");
        LogFiles.standard(directory.logs()).bound();
        List<String> still = leftovers.stop();
        if (!still.isEmpty()) {
            throw new CommandFailure("Of an earlier run, and can't be stopped: " + String.join("; ", still)
                    + " (expected: processes of this user)");
        }
        leftovers.forget();
        StartPlan plan = preparation.plan(step -> board.enter(PlatformState.Phase.PREPARING, step));
        board.enter(PlatformState.Phase.STARTING, "starting");
        return plan;
    }

    private static int fail(Supervisor supervisor, StateBoard board, Exception cause, @Nullable String culprit) {
        log().error("The platform did not start", cause);
        String message = cause.getMessage();
        board.fail(message == null ? cause.toString() : message, culprit);
        supervisor.stop();
        return FAILED;
    }

    private static void stop(
            Supervisor supervisor,
            AtomicReference<@Nullable Recorder> recorder,
            StateBoard board,
            DataDirectory directory) {
        board.stopping();
        Recorder recording = recorder.get();
        if (recording != null) {
            recording.stop();
        }
        supervisor.stop();
        board.stopped();
        try {
            directory.pidFile(DataDirectory.SUPERVISOR).delete();
        } catch (IOException e) {
            log().warn("The pid file stays: {}", e.toString());
        }
        log().info("Stopped");
    }

    /** Returns only by an interrupt: the end of this process is a signal. */
    private static void keepLogsSmall(DataDirectory directory) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (!never.await(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                LogFiles.standard(directory.logs()).bound();
            } catch (IOException e) {
                log().warn("Logs can't be kept small: {}", e.toString());
            }
        }
    }

    private static void exitWithStarter() {
        try (var starter = new FileInputStream(FileDescriptor.in)) {
            starter.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            log().warn("Standard input failed: {}", e.toString());
        }
        log().info("Whoever started this is gone");
        Runtime.getRuntime().exit(0);
    }

    /** Made when there is something to log: picocli makes every command, and most never get further than their help. */
    private static Logger log() {
        return LoggerFactory.getLogger(SuperviseCommand.class);
    }
}
