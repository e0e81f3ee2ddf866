package looplm.launcher.eval;

import looplm.launcher.home.DataOption;
import looplm.launcher.terminal.CommandFailure;
import looplm.launcher.terminal.Output;
import looplm.wire.eval.Run;

/** The end of every command about one run: wait, then tell. */
record RunOutcome(DataOption data, Output output, boolean json) {

    /** Returns the exit code. Ctrl-C ends the waiting only; the run goes on in eval-service. */
    int awaitAndTell(EvalClient client, Run run) throws InterruptedException {
        var hook = new Thread(() -> tellHowToSee(run.runId()), "ctrl-c");
        Runtime.getRuntime().addShutdownHook(hook);
        Run end;
        try {
            var progress = new ProgressBar(output.err(), output.isTerminal());
            end = new RunWait(client, progress, output.err()).untilEnd(run);
        } finally {
            disarm(hook);
        }
        if (!"finished".equals(end.state())) {
            throw new CommandFailure("Run " + end.runId() + " of " + end.suite() + " is " + end.state() + " after "
                    + end.done() + " of " + end.total() + " items"
                    + (end.error() == null ? "" : ": " + end.error()));
        }
        if (json) {
            output.json(RunReport.of(end));
        } else {
            RunReport.table(end, output.out());
        }
        return RunReport.of(end).exitCode();
    }

    private void tellHowToSee(String id) {
        output.err().println();
        output.err().println("The run goes on. See it: " + data.command("eval show " + id));
        output.err().flush();
    }

    private static void disarm(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // it is Ctrl-C that ended the waiting: the hook has its say
        }
    }
}
