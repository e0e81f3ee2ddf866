package looplm.bench.siege;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.bench.siege.platform.BesiegedPlatform;
import looplm.model.cli.JsonLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench siege}. */
@Command(
        name = "siege",
        mixinStandardHelpOptions = true,
        description =
                "Besieges a platform of its own with good and hostile clients, overload and kills, and compares the"
                        + " books afterwards. Exit code 1 if a promise breaks.",
        footer = {"", "Example: ./looplm bench siege --minutes 10"})
public final class BenchSiegeCommand implements Callable<Integer> {

    private static final int MOST_MINUTES = 24 * 60;

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", defaultValue = "10", description = "How long, kills aside; default ${DEFAULT-VALUE}.")
    private double minutes;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description = "Hostile kinds that come, in place of all: ${COMPLETION-CANDIDATES}.",
            completionCandidates = HostileNames.class)
    private List<String> only = List.of();

    @Option(
            names = "--kill",
            split = ",",
            paramLabel = "SERVICE",
            description = "Processes that are killed afterwards, one by one, in place of all; none kills nobody.")
    private List<String> kill = SiegePlan.PROCESSES;

    @Option(names = "--seed", defaultValue = "1", description = "Of who comes when; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--home", hidden = true, defaultValue = "${sys:looplm.home}")
    private Path home;

    @Mixin
    private JsonLine json;

    /** For the help text. */
    private static final class HostileNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return SiegePlan.hostileNames().iterator();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        check();
        var plan = new SiegePlan(
                Duration.ofMillis((long) (minutes * 60_000)),
                only,
                kill.equals(List.of("none")) ? List.of() : kill,
                seed);
        say("starting a platform");
        BesiegedPlatform platform = BesiegedPlatform.start(home.resolve("looplm"));
        boolean held = false;
        try {
            SiegeReport report = new Siege(plan, platform, this::say).run();
            held = report.brokenPromises().isEmpty();
            if (json.wanted()) {
                json.print(report);
            } else {
                report.print(spec.commandLine().getOut());
            }
        } finally {
            say(held ? "stopping it" : "stopping it; its logs stay in " + platform.data());
            platform.stop(held);
        }
        return held ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void check() {
        if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
            throw wrong("--minutes: " + minutes + " (expected: more than 0, at most " + MOST_MINUTES + ")");
        }
        only.forEach(name -> checkOne("--only", name, SiegePlan.hostileNames()));
        if (!kill.equals(List.of("none"))) {
            kill.forEach(name -> checkOne("--kill", name, SiegePlan.PROCESSES));
        }
    }

    private void checkOne(String option, String name, List<String> known) {
        if (!known.contains(name)) {
            throw wrong(option + ": " + name + " (expected: of " + String.join(", ", known) + ")");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
