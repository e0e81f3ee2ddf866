package looplm.launcher.eval;

import looplm.launcher.home.PlatformCommand;
import looplm.wire.eval.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a run that was started earlier; waits for one that isn't over. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a run's accuracy by depth; waits when it isn't over.",
        footer = {"", "Example: ./looplm eval show 6f1c2c0e-0f7e-4f0e-9b36-1d1c0a7be0aa"})
public final class EvalShowCommand extends PlatformCommand {

    @Parameters(paramLabel = "RUN", description = "What eval run printed.")
    private String run;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var client = EvalClient.of(data);
        try {
            Run found = client.run(run);
            return new RunOutcome(data, output, json).awaitAndTell(client, found);
        } catch (EvalClient.Unreachable e) {
            throw e.failure(data);
        }
    }
}
