package looplm.launcher.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.StateFile;
import looplm.launcher.terminal.CommandFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class EvalCommandTest {

    private static final String RUN = """
            {"run_id":"r-1","suite":"nano-kb","state":"%s","model":"looplm-nano","weights_hash":"0123456789ab","kernel":"f32-onednn",
             "done":%d,"total":8,"chance":0.0625,
             "depths":[{"steps":1,"n":4,"accuracy":0.25,"stderr":0.125},{"steps":2,"n":4,"accuracy":1.0,"stderr":0.0}],
             "adaptive":[{"threshold":0.8,"n":4,"accuracy":0.75,"stderr":0.25,"mean_steps":1.5}],
             "gate":%s,"error":%s,"created_at":"2026-01-01T00:00:00Z","finished_at":null,"a_new_field":1}""";

    @TempDir
    private Path root;

    private TestingEvalServer server;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void platform() throws Exception {
        server = new TestingEvalServer();
        up(server.url());
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void run_printsOneJsonObject_whenAsked() {
        server.answer(202, run("queued", 0)).answer(200, run("running", 3)).answer(200, run("finished", 8));

        int exitCode = eval("run", "nano-kb", "--depths", "1,2", "--thresholds", "0.8", "--limit", "4", "--json");

        assertThat(exitCode).isZero();
        assertThat(JsonMapper.shared().readTree(out.toString()))
                .isEqualTo(JsonMapper.shared().readTree("""
                {"run_id":"r-1","suite":"nano-kb",
                 "depths":[{"steps":1,"n":4,"accuracy":0.25,"stderr":0.125},{"steps":2,"n":4,"accuracy":1.0,"stderr":0.0}],
                 "adaptive":[{"threshold":0.8,"accuracy":0.75,"mean_steps":1.5}],"gate":null}"""));
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(server.calls())
                .containsExactly(
                        "POST /v1/runs {\"suite\":\"nano-kb\",\"depths\":[1,2],\"thresholds\":[0.8],\"limit\":4}",
                        "GET /v1/runs/r-1",
                        "GET /v1/runs/r-1");
        assertThat(err.toString()).contains("Run r-1 of nano-kb", "0 of 8 items", "3 of 8 items", "8 of 8 items");
    }

    @Test
    void run_printsATable() {
        server.answer(200, run("finished", 8));

        assertThat(eval("run", "nano-kb")).isZero();

        assertThat(out).hasToString("""
                nano-kb on looplm-nano (weights 0123456789ab, kernel f32-onednn), run r-1
                steps           items   accuracy   std.err.  mean steps
                1                   4     25.0 %     12.5 %           1
                2                   4    100.0 %      0.0 %           2
                q = 0.8             4     75.0 %     25.0 %        1.50
                Chance: 6.3 %
                """);
        assertThat(server.calls()).containsExactly("POST /v1/runs {\"suite\":\"nano-kb\"}");
    }

    @ParameterizedTest
    @CsvSource({"pass,0", "regress,3", "inconclusive,4", "unheard-of,1"})
    void run_tellsTheGateByItsExitCode(String gate, int exitCode) {
        server.answer(200, RUN.formatted("finished", 8, "\"" + gate + "\"", null));

        assertThat(eval("run", "nano-kb")).isEqualTo(exitCode);
        assertThat(out.toString()).contains("Gate: " + gate);
    }

    @Test
    void run_fails_whenTheRunFailed() {
        server.answer(200, RUN.formatted("failed", 3, null, "\"the weights changed\""));

        assertThat(eval("run", "nano-kb")).isEqualTo(1);

        assertThat(err.toString()).contains("Run r-1 of nano-kb is failed after 3 of 8 items: the weights changed");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void run_repeatsTheServicesWords_whenItRefuses() {
        server.answer(404, "{\"error\":{\"message\":\"suite: no-such (expected: nano-kb)\",\"type\":\"x\"}}");

        assertThat(eval("run", "no-such")).isEqualTo(1);

        assertThat(err.toString()).contains("eval-service: suite: no-such (expected: nano-kb)");
    }

    @Test
    void run_tellsTheStatus_whenTheRefusalIsNoJson() {
        server.answer(500, "<html>");

        assertThat(eval("run", "nano-kb")).isEqualTo(1);

        assertThat(err.toString()).contains("eval-service: HTTP status 500");
    }

    @Test
    void run_saysHowToStart_whenNothingIsUp() throws Exception {
        Files.delete(new DataDirectory(root).state());

        assertThat(eval("run", "nano-kb")).isEqualTo(1);

        assertThat(err.toString()).contains("Nothing is up: ./looplm up --data " + root);
    }

    @Test
    void run_saysSo_whenTheServiceDoesNotAnswer() throws Exception {
        server.close();

        assertThat(eval("run", "nano-kb")).isEqualTo(1);

        assertThat(err.toString()).contains("eval-service at " + server.url() + " does not answer", "./looplm status");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--depths 0|--depths: 0 (expected: at least 1)",
                "--depths two|--depths",
                "--thresholds 1.5|--thresholds: 1.5 (expected: over 0, at most 1)",
                "--thresholds NaN|--thresholds: NaN",
                "--limit 0|--limit: 0 (expected: at least 1)"
            })
    void run_refusesWrongUse(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of("run", "nano-kb"));
        arguments.addAll(List.of(options.split(" ")));

        assertThat(eval(arguments.toArray(String[]::new))).isEqualTo(2);

        assertThat(err.toString()).contains(message);
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void show_waitsForARun() {
        server.answer(200, run("running", 3)).answer(200, run("finished", 8));

        assertThat(eval("show", "r-1", "--json")).isZero();

        assertThat(out.toString()).startsWith("{\"run_id\":\"r-1\"");
    }

    @Test
    void list_namesTheSuites() {
        server.answer(
                200,
                "{\"suites\":[{\"name\":\"nano-kb\",\"description\":\"who is whose\",\"target\":\"inference\","
                        + "\"items\":200,\"chance\":0.0625}]}");

        assertThat(eval("list", "--json")).isZero();
        assertThat(out)
                .hasToString("{\"suites\":[{\"name\":\"nano-kb\",\"target\":\"inference\",\"items\":200,"
                        + "\"chance\":0.0625}]}\n");
        assertThat(eval("list")).isZero();
        assertThat(out.toString()).contains("nano-kb", "who is whose");
    }

    private static String run(String state, int done) {
        return RUN.formatted(state, done, null, null);
    }

    private int eval(String... arguments) {
        var commandLine = new CommandLine(new EvalCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    assertThat(failure).isInstanceOf(CommandFailure.class);
                    command.getErr().println(failure.getMessage());
                    return 1;
                });
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", root.toString()));
        return commandLine.execute(all.toArray(String[]::new));
    }

    /** Writes what a supervisor writes; this process plays the supervisor. */
    private void up(URI eval) throws Exception {
        var data = new DataDirectory(root);
        data.create();
        Files.writeString(new Secrets(data).serviceToken(), TestingEvalServer.TOKEN + "\n");
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        var program = new ProgramState(
                "eval", eval.getPort(), eval.toString(), ProgramState.Phase.READY, self, 0, null, Instant.now(), null);
        new StateFile(data.state())
                .write(new PlatformState(
                        self, PlatformState.Phase.UP, 8080, "/models/nano", List.of(program), "up", null));
    }
}
