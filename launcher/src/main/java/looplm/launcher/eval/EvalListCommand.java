package looplm.launcher.eval;

import java.util.List;
import java.util.Locale;
import looplm.launcher.home.PlatformCommand;
import looplm.wire.eval.SuiteList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what can be measured. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the suites.",
        footer = {"", "Example: ./looplm eval list"})
public final class EvalListCommand extends PlatformCommand {

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    /** What scripts read. */
    record Suites(List<Row> suites) {
        record Row(String name, String target, int items, double chance) {}
    }

    @Override
    public Integer call() {
        SuiteList list;
        try {
            list = EvalClient.of(data).suites();
        } catch (EvalClient.Unreachable e) {
            throw e.failure(data);
        }
        if (json) {
            output.json(new Suites(list.suites().stream()
                    .map(suite -> new Suites.Row(suite.name(), suite.target(), suite.items(), suite.chance()))
                    .toList()));
            return 0;
        }
        String format = "%-16s %-10s %6s %8s  %s%n";
        output.out().printf(Locale.ROOT, format, "suite", "target", "items", "chance", "about");
        list.suites()
                .forEach(suite -> output.out()
                        .printf(
                                Locale.ROOT,
                                format,
                                suite.name(),
                                suite.target(),
                                suite.items(),
                                Percent.of(suite.chance()),
                                suite.description()));
        output.out().flush();
        return 0;
    }
}
