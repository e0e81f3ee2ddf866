package looplm.launcher.platform;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.FileTree;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.PortCheck;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.StateFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Does a little of all that commands and the supervisor do, for a JVM that writes down what they need: {@code ./looplm} has
 * it run after a build. Leaves nothing behind.
 */
@Command(name = "rehearse", hidden = true, description = "Runs through the launcher's code; started by ./looplm.")
public final class RehearseCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OwnClasses.load();
        Path folder = Files.createTempDirectory("looplm-rehearsal");
        try {
            commands(folder);
            probes();
            return 0;
        } finally {
            FileTree.delete(folder);
        }
    }

    /** As users type them, with what is up and without. */
    private void commands(Path folder) throws IOException {
        var data = new DataDirectory(folder);
        run("--help");
        run("up", "--help");
        run("status", "--data=" + folder);
        data.create();
        new Secrets(data).create(List.of("gateway"));
        Files.writeString(data.log("gateway"), "a line\n");
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        var program = new ProgramState(
                "gateway", 1, "http://127.0.0.1:1", ProgramState.Phase.READY, self, 0, null, Instant.now(), null);
        var state = new PlatformState(self, PlatformState.Phase.UP, 1, "model", List.of(program), "up", null);
        new StateFile(data.state()).write(state);
        run("status", "--data=" + folder);
        run("status", "--json", "--data=" + folder);
        run("logs", "--data=" + folder);
        new StartView.Redrawn(silent()).show(state);
    }

    /** What a supervisor asks, of nobody. */
    private static void probes() throws InterruptedException {
        int closed = 1;
        PortCheck.problem(closed);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + closed))
                    .timeout(LIMIT)
                    .build();
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException expected) {
            log().debug("Nobody listens: {}", expected.toString());
        }
        try {
            DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + closed + "/nothing", "nobody", "")
                    .close();
        } catch (SQLException expected) {
            log().debug("Nobody listens: {}", expected.getMessage());
        }
    }

    private void run(String... arguments) {
        CommandLine fresh = new CommandLine(spec.root().userObject().getClass());
        fresh.setOut(silent()).setErr(silent()).execute(arguments);
    }

    private static PrintWriter silent() {
        return new PrintWriter(Writer.nullWriter());
    }

    /** Made when there is something to log: picocli makes every command, and most never get further than their help. */
    private static Logger log() {
        return LoggerFactory.getLogger(RehearseCommand.class);
    }
}
