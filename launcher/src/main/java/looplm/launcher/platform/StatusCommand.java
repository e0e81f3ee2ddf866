package looplm.launcher.platform;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.StateFile;
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
    public Integer call() {
        DataDirectory directory = data.directory();
        Optional<PlatformState> state = new StateFile(directory.state()).readAlive();
        StatusReport report = state.map(up -> StatusReport.of(up, directory)).orElseGet(StatusReport::down);
        if (json) {
            output.json(report);
        } else if (state.isEmpty()) {
            output.out()
                    .println("Nothing is up with the data in " + directory.root() + ". Start it: " + data.command("up")
                            + " --detach");
        } else {
            table(output.out(), report, state.get());
        }
        output.out().flush();
        return 0;
    }

    private static void table(PrintWriter out, StatusReport report, PlatformState state) {
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
        out.println();
        out.println((report.ready() ? "All are ready." : "Not ready: " + reason(state) + ".") + " Supervisor pid "
                + report.supervisorPid() + ", model " + state.model());
        if (report.ready() && !SuperviseCommand.UP.equals(state.message())) {
            out.println(state.message());
        }
    }

    private static String reason(PlatformState state) {
        if (state.phase() != PlatformState.Phase.UP) {
            return state.message();
        }
        return state.programs().stream()
                .filter(program -> program.phase() != ProgramState.Phase.READY)
                .map(program -> program.name() + " " + StartView.describe(program))
                .collect(Collectors.joining(", "));
    }
}
