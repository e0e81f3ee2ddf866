package looplm.launcher.eval;

import java.io.PrintWriter;
import java.time.Duration;
import looplm.launcher.terminal.CommandFailure;
import looplm.wire.eval.Run;

/** Waits for the end of a run. */
final class RunWait {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    /** A service that was restarted goes on with its runs; longer outages are told. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final EvalClient client;
    private final ProgressBar progress;
    private final PrintWriter err;

    RunWait(EvalClient client, ProgressBar progress, PrintWriter err) {
        this.client = client;
        this.progress = progress;
        this.err = err;
    }

    /** The run in a state in which nothing more will be added to it. */
    Run untilEnd(Run run) throws InterruptedException {
        Run last = run;
        while (!isOver(last)) {
            progress.show(last.done(), last.total());
            Thread.sleep(LOOK_AGAIN);
            last = look(last.runId());
        }
        progress.show(last.done(), last.total());
        progress.finish();
        return last;
    }

    static boolean isOver(Run run) {
        return switch (run.state()) {
            case "queued", "running" -> false;
            default -> true;
        };
    }

    private Run look(String id) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        while (true) {
            try {
                return client.run(id);
            } catch (EvalClient.Unreachable e) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(
                            e.getMessage() + " (expected: an answer within " + PATIENCE.toSeconds() + " s). Run " + id
                                    + " may go on once it is back.",
                            e);
                }
                if (!told) {
                    progress.finish();
                    err.println(e.getMessage() + "; trying again");
                    err.flush();
                    told = true;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }
}
