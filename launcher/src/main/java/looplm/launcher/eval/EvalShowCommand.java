package looplm.launcher.eval;

import java.util.concurrent.Callable;
import looplm.launcher.home.DataOption;
import looplm.launcher.terminal.CommandFailure;
import looplm.launcher.terminal.Output;
import looplm.wire.eval.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run that was started earlier; waits for one that isn't over. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a run's accuracy by depth; waits when it isn't over.",
        footer = {"", "Example: ./looplm eval show 6f1c2c0e-0f7e-4f0e-9b36-1d1c0a7be0aa"})
public final class EvalShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "What eval run printed.")
    private String run;

    @Mixin
    private DataOption data;

    @Mixin
    private Output output;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var client = EvalClient.of(data);
        try {
            Run found = client.run(run);
            return new RunOutcome(data, output, json).awaitAndTell(client, found);
        } catch (EvalClient.Unreachable e) {
            throw new CommandFailure(e.getMessage() + ". " + data.command("status") + " shows how it is.", e);
        }
    }
}
