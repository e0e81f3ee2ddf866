package looplm.launcher.platform;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.logs.LogTail;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.StateFile;
import looplm.launcher.terminal.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and shows how to use it. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts PostgreSQL and the services, says when questions can be asked, and waits until all are ready.",
            "Ctrl-C stops them again; with --detach they stay."
        },
        footer = {"", "Example: ./looplm up --detach --model models/looplm-nano --port 8080"})
public final class UpCommand extends PlatformCommand {

    private static final int LOG_LINES = 40;
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long LAST_WORDS_SECONDS = 2;

    @Mixin
    private PlatformOptions options;

    @Option(names = "--detach", description = "Return when all are ready; ./looplm down stops them.")
    private boolean detach;

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean leaveRunning;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkout checkout = Checkout.find();
        options.check(checkout);
        DataDirectory directory = data.directory();
        directory.create();
        refuseSecond(directory);
        SupervisorProcess supervisor = SupervisorProcess.start(directory, checkout, options, !detach);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopWith(supervisor), "stop"));
        try {
            return follow(supervisor, directory);
        } finally {
            finished.countDown();
        }
    }

    private void refuseSecond(DataDirectory directory) {
        Optional<PlatformState> running = new StateFile(directory.state()).readAlive();
        if (running.isPresent()) {
            PlatformState state = running.get();
            throw new CommandFailure("Already " + (state.phase() == PlatformState.Phase.UP ? "up" : state.message())
                    + " on port " + state.firstPort() + " with the data in " + directory.root() + " (supervisor pid "
                    + state.supervisor().pid() + "). " + data.command("status") + " shows it, " + data.command("down")
                    + " stops it.");
        }
    }

    private int follow(SupervisorProcess supervisor, DataDirectory directory) throws IOException, InterruptedException {
        var view = StartView.on(output);
        boolean welcomed = false;
        boolean ready = false;
        while (true) {
            boolean ended = supervisor.process().waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            Optional<PlatformState> state = supervisor.state();
            state.ifPresent(view::show);
            if (ended) {
                return end(state, directory, supervisor.process().exitValue(), ready);
            }
            PlatformState.Phase phase = state.map(PlatformState::phase).orElse(PlatformState.Phase.PREPARING);
            boolean up = phase == PlatformState.Phase.UP;
            if (!welcomed && (up || phase == PlatformState.Phase.ANSWERING)) {
                welcomed = true;
                view.finish();
                new Welcome(directory, data, state.orElseThrow()).print(output.out(), !detach);
            }
            ready |= up;
            if (up && detach) {
                leaveRunning = true;
                return 0;
            }
        }
    }

    /** The supervisor is gone: on purpose, because the start failed, or by accident. */
    private int end(Optional<PlatformState> state, DataDirectory directory, int exitCode, boolean wasReady)
            throws IOException {
        if (exitCode == SuperviseCommand.IN_USE) {
            throw new CommandFailure("--data: " + directory.root()
                    + " is in use by another `looplm up` or `down` (expected: a directory of its own). "
                    + data.command("status") + " shows what is up.");
        }
        if (state.isPresent() && state.get().phase() == PlatformState.Phase.STOPPED) {
            if (!wasReady) {
                throw new CommandFailure(
                        "Stopped before all were ready, as `down` or a signal asked. The data stays in "
                                + directory.root() + ".");
            }
            output.err().println("Stopped. The data stays in " + directory.root() + ".");
            output.err().flush();
            return 0;
        }
        if (state.isPresent() && state.get().phase() == PlatformState.Phase.FAILED) {
            String culprit = state.get().culprit();
            throw new CommandFailure(
                    state.get().message() + (culprit == null ? "" : "\n" + logTail(directory, culprit)));
        }
        throw new CommandFailure("The supervisor ended with exit code " + exitCode + ". " + data.command("down")
                + " stops what it may have left behind.\n" + logTail(directory, DataDirectory.SUPERVISOR));
    }

    private static String logTail(DataDirectory directory, String program) throws IOException {
        return "The end of " + directory.log(program) + ":\n  "
                + String.join("\n  ", LogTail.lines(directory.log(program), LOG_LINES));
    }

    /** Ctrl-C or a closed terminal: the platform was this command's, so it ends with it. */
    private void stopWith(SupervisorProcess supervisor) {
        if (leaveRunning) {
            return;
        }
        supervisor.process().destroy();
        supervisor.process().onExit().join();
        try {
            finished.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
