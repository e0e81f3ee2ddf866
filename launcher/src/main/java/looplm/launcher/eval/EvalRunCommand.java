package looplm.launcher.eval;

import java.nio.file.Files;
import java.util.List;
import looplm.launcher.home.PlatformCommand;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the running model on one suite. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a suite at every depth and prints accuracy by depth.",
            "Exit code: 0 pass or no gate, 1 failed, 2 wrong usage, 3 worse than the baseline, 4 inconclusive."
        },
        footer = {"", "Example: ./looplm eval run nano-kb --depths 1,2,3,4 --thresholds 0.5,0.8"})
public final class EvalRunCommand extends PlatformCommand {

    @Parameters(paramLabel = "SUITE", description = "A suite that eval list names.")
    private String suite;

    @Option(names = "--depths", split = ",", paramLabel = "N", description = "Fixed recurrent steps to run at.")
    private @Nullable List<Integer> depths;

    @Option(names = "--thresholds", split = ",", paramLabel = "Q", description = "Exit thresholds to run at as well.")
    private @Nullable List<Double> thresholds;

    @Option(names = "--limit", paramLabel = "N", description = "Items at most, taken evenly from the suite.")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        check();
        var client = EvalClient.of(data);
        Run run;
        try {
            run = client.start(new RunRequest(suite, depths, thresholds, limit));
        } catch (EvalClient.Unreachable e) {
            throw e.failure(data);
        }
        output.err().println("Run " + run.runId() + " of " + run.suite());
        output.err().flush();
        return new RunOutcome(data, output, json).awaitAndTell(client, run);
    }

    private void check() {
        if (Files.isRegularFile(data.directory().root())) {
            throw output.wrongUse("--data: " + data.directory().root() + " (expected: the platform's data directory)");
        }
        for (int depth : depths == null ? List.<Integer>of() : depths) {
            if (depth < 1) {
                throw output.wrongUse("--depths: " + depth + " (expected: at least 1)");
            }
        }
        for (double threshold : thresholds == null ? List.<Double>of() : thresholds) {
            if (!(threshold > 0 && threshold <= 1)) {
                throw output.wrongUse("--thresholds: " + threshold + " (expected: over 0, at most 1)");
            }
        }
        if (limit != null && limit < 1) {
            throw output.wrongUse("--limit: " + limit + " (expected: at least 1)");
        }
    }
}
