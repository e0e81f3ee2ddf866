package looplm.launcher.platform;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.PlatformState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what is running. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows which services run, on which ports, and how much memory they hold.",
        footer = {"", "Example: ./looplm status --json"})
public final class StatusCommand extends PlatformCommand {

    private static final long MEGABYTE = 1024L * 1024;

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        DataDirectory directory = data.directory();
        Situation situation = Situation.of(directory);
        StatusReport report = StatusReport.of(situation, directory);
        if (json) {
            output.json(report);
        } else if (!situation.isUp()) {
            output.out()
                    .println("Nothing is up with the data in " + directory.root() + ". Start it: " + data.command("up")
                            + " --detach");
        } else {
            table(output.out(), report);
            output.out().println();
            output.out().println(summary(situation));
        }
        output.out().flush();
        return 0;
    }

    private static void table(PrintWriter out, StatusReport report) {
        String format = "%-10s %-10s %8s %8s %8s  %s%n";
        out.printf(Locale.ROOT, format, "service", "state", "pid", "memory", "restarts", "url");
        for (StatusReport.ServiceStatus service : report.services()) {
            out.printf(
                    Locale.ROOT,
                    format,
                    service.name(),
                    service.state().replace('_', ' '),
                    service.pid() == null ? "-" : service.pid(),
                    service.rssBytes() == null ? "-" : service.rssBytes() / MEGABYTE + " MB",
                    service.restarts(),
                    service.url());
        }
    }

    private String summary(Situation situation) {
        String ready = situation.isReady() ? "All are ready." : "Not ready: " + reason(situation) + ".";
        String model = situation.last().map(state -> ", model " + state.model()).orElse("");
        Optional<ProcessIdentity> supervisor = situation.supervisor();
        if (supervisor.isEmpty()) {
            return ready + " Nothing supervises them: what ends now is not started again. " + data.command("down")
                    + " stops them, " + data.command("up") + " --detach stops them and starts anew.";
        }
        String message = situation.last().map(PlatformState::message).orElse(SuperviseCommand.UP);
        return ready + " Supervisor pid " + supervisor.get().pid() + model
                + (situation.isReady() && !SuperviseCommand.UP.equals(message) ? "\n" + message : "");
    }

    private static String reason(Situation situation) {
        if (situation.supervisor().isPresent() && situation.last().isPresent()) {
            PlatformState state = situation.last().get();
            if (state.phase() != PlatformState.Phase.UP) {
                return state.message();
            }
        }
        return situation.programs().stream()
                .filter(program -> !Situation.isReady(program))
                .map(program -> program.name() + " " + StartView.describe(program))
                .collect(Collectors.joining(", "));
    }
}
