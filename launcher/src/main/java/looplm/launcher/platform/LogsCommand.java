package looplm.launcher.platform;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.PlatformCommand;
import looplm.launcher.logs.LogFollower;
import looplm.launcher.logs.LogTail;
import looplm.launcher.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the logs. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the ends of the logs: of one service, or of all with each line's service before it.",
        footer = {"", "Example: ./looplm logs inference -f"})
public final class LogsCommand extends PlatformCommand {

    private static final String SUFFIX = ".log";
    private static final long LOOK_AGAIN_MILLIS = 200;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "gateway, inference, safety, eval, postgres or supervisor.")
    private @Nullable String service;

    @Option(names = "-f", description = "Go on with every line that is added, until Ctrl-C.")
    private boolean follow;

    @Option(names = "-n", paramLabel = "N", defaultValue = "50", description = "Lines per log (${DEFAULT-VALUE}).")
    private int count;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count < 0) {
            throw output.wrongUse("-n: " + count + " (expected: at least 0)");
        }
        Map<String, LogFollower> followers = new LinkedHashMap<>();
        for (String name : chosen()) {
            Path log = data.directory().log(name);
            followers.put(name, new LogFollower(log));
            print(name, LogTail.lines(log, count));
        }
        while (follow && !output.out().checkError()) {
            for (Map.Entry<String, LogFollower> one : followers.entrySet()) {
                print(one.getKey(), one.getValue().poll());
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
        return 0;
    }

    private List<String> chosen() throws IOException {
        var names = names();
        if (names.isEmpty()) {
            throw new CommandFailure(
                    "No logs in " + data.directory().logs() + ". Start a platform: " + data.command("up"));
        }
        if (service == null) {
            return names;
        }
        if (!names.contains(service)) {
            throw output.wrongUse("SERVICE: " + service + " (expected: one of " + String.join(", ", names) + ")");
        }
        return List.of(service);
    }

    private List<String> names() throws IOException {
        DataDirectory directory = data.directory();
        if (!directory.isPlatform() || !Files.isDirectory(directory.logs())) {
            return List.of();
        }
        var names = new TreeSet<String>();
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory.logs(), "*" + SUFFIX)) {
            for (Path log : logs) {
                String file = log.getFileName().toString();
                names.add(file.substring(0, file.length() - SUFFIX.length()));
            }
        }
        return List.copyOf(names);
    }

    private void print(String name, List<String> lines) {
        String before = service == null ? String.format("%-10s | ", name) : "";
        lines.forEach(line -> output.out().println(before + line));
        output.out().flush();
    }
}
