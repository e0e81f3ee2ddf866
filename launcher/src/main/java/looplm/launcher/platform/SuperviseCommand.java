package looplm.launcher.platform;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.DataLock;
import looplm.launcher.home.DataOption;
import looplm.launcher.logs.LogFiles;
import looplm.launcher.os.Posix;
import looplm.launcher.os.ProcessIdentity;
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

    private static final Logger LOG = LoggerFactory.getLogger(SuperviseCommand.class);
    /** An idle machine needs a twentieth of it; a start that fails ends its process and is told at once. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration LOG_CHECK = Duration.ofSeconds(20);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final int FAILED = 1;

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
        DataLock lock = DataLock.take(directory, LOCK_PATIENCE)
                .orElseThrow(() -> new CommandFailure("--data: " + directory.root()
                        + " is in use by another `looplm up` (expected: a directory of its own)"));
        try (lock) {
            return supervise(directory);
        }
    }

    private int supervise(DataDirectory directory) throws IOException, InterruptedException {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        directory.pidFile(DataDirectory.SUPERVISOR).write(self);
        String model = options.model(Checkout.find()).toString();
        var board = new StateBoard(new StateFile(directory.state()), self, options.firstPort(), model);
        var supervisor = new Supervisor(directory::pidFile, START_LIMIT, board);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, board, directory), "stop"));
        if (attached) {
            Thread.ofPlatform().daemon().name("attached").start(SuperviseCommand::exitWithStarter);
        }
        try {
            supervisor.start(prepare(directory, board));
            board.enter(PlatformState.Phase.UP, "up");
            LOG.info("All programs are ready");
            keepLogsSmall(directory);
            return 0;
        } catch (StartFailure e) {
            return fail(supervisor, board, e, e.program());
        } catch (CommandFailure | IOException e) {
            return fail(supervisor, board, e, null);
        }
    }

    private StartPlan prepare(DataDirectory directory, StateBoard board) throws IOException {
        board.enter(PlatformState.Phase.PREPARING, "preparing");
        LogFiles.standard(directory.logs()).bound();
        new Leftovers(directory, step -> {
                    LOG.info("Leftovers: {}", step);
                    board.enter(PlatformState.Phase.PREPARING, step);
                })
                .stop();
        StartPlan plan =
                new Preparation(directory, options).plan(step -> board.enter(PlatformState.Phase.PREPARING, step));
        board.enter(PlatformState.Phase.STARTING, "starting");
        return plan;
    }

    private static int fail(Supervisor supervisor, StateBoard board, Exception cause, @Nullable String culprit) {
        LOG.error("The platform did not start", cause);
        String message = cause.getMessage();
        board.fail(message == null ? cause.toString() : message, culprit);
        supervisor.stop();
        return FAILED;
    }

    private static void stop(Supervisor supervisor, StateBoard board, DataDirectory directory) {
        board.stopping();
        supervisor.stop();
        board.stopped();
        try {
            directory.pidFile(DataDirectory.SUPERVISOR).delete();
        } catch (IOException e) {
            LOG.warn("The pid file stays: {}", e.toString());
        }
        LOG.info("Stopped");
    }

    /** Returns only by an interrupt: the end of this process is a signal. */
    private static void keepLogsSmall(DataDirectory directory) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (!never.await(LOG_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                LogFiles.standard(directory.logs()).bound();
            } catch (IOException e) {
                LOG.warn("Logs can't be kept small: {}", e.toString());
            }
        }
    }

    private static void exitWithStarter() {
        try (var starter = new FileInputStream(FileDescriptor.in)) {
            starter.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.warn("Standard input failed: {}", e.toString());
        }
        LOG.info("Whoever started this is gone");
        Runtime.getRuntime().exit(0);
    }
}
