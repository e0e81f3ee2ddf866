package looplm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the commands say and do when the supervisor is dead, files are damaged or can't be written, or two meet. */
class UnhappyPlatformIT {

    @TempDir
    private static Path directory;

    private static TestingCheckout checkout;

    @BeforeAll
    static void makeCheckout() throws Exception {
        checkout = new TestingCheckout(directory.resolve("checkout"));
    }

    @AfterEach
    void stopAll() throws Exception {
        for (String file : List.of("slow", "held")) {
            Files.deleteIfExists(beside("gateway", file));
        }
        checkout.run("down");
    }

    @Test
    void status_tellsTheTruth_whenTheSupervisorWasKilled() throws Exception {
        up();
        List<ProcessIdentity> left = processes();
        killSupervisor();

        TestingCheckout.Result told = checkout.run("status");
        JsonNode status = status();

        assertThat(told.exitCode()).isZero();
        assertThat(told.out())
                .contains("All are ready. Nothing supervises them", "./looplm down stops them", "--detach stops them");
        assertThat(status.path("ready").booleanValue()).isTrue();
        assertThat(status.path("supervised").booleanValue()).isFalse();
        assertThat(status.path("supervisor_pid").isNull()).isTrue();
        assertThat(status.path("services").findValuesAsString("pid"))
                .containsExactlyElementsOf(left.stream()
                        .map(process -> Long.toString(process.pid()))
                        .toList());

        kill(checkout.data().pidFile("safety").readAlive().orElseThrow());

        assertThat(checkout.run("status").out()).contains("Not ready: safety stopped. Nothing supervises them");
        assertThat(status().path("ready").booleanValue()).isFalse();
    }

    @Test
    void status_asksServices_whenNobodySupervises() throws Exception {
        up();
        killSupervisor();
        Files.createFile(beside("gateway", "slow"));

        assertThat(checkout.run("status").out()).contains("Not ready: gateway not ready.");
    }

    @Test
    void statusAndDown_findWhatRuns_whenFilesAreDamaged() throws Exception {
        up();
        List<ProcessIdentity> left = processes();
        killSupervisor();
        Files.writeString(checkout.data().run().resolve("gateway.pid"), "\0\0\0");
        assertThat(status().path("services").size()).isEqualTo(TestingCheckout.PROGRAMS.size());
        Files.writeString(checkout.data().state(), "{\"half");
        Files.delete(checkout.data().run().resolve("eval.pid"));

        assertThat(checkout.run("status").out()).contains("safety", "Not ready: ", "Nothing supervises them");
        assertThat(status().path("gateway_url").isNull()).isTrue();
        assertThat(checkout.run("down").exitCode()).isZero();

        assertThat(left)
                .filteredOn(ProcessIdentity::isAlive)
                .as("those that no file names")
                .hasSize(2);
        left.stream().filter(ProcessIdentity::isAlive).forEach(UnhappyPlatformIT::kill);
    }

    @Test
    void down_findsTheSupervisor_whenItsPidFileIsDamaged() throws Exception {
        up();
        List<ProcessIdentity> running = processes();
        Files.writeString(checkout.data().run().resolve("supervisor.pid"), "nonsense");

        assertThat(checkout.run("down").err()).contains("supervisor pid");

        assertThat(running).noneMatch(ProcessIdentity::isAlive);
    }

    @Test
    void up_fails_whenDownStopsItWhileItStarts() throws Exception {
        Files.createDirectories(beside("gateway", "slow").getParent());
        Files.createFile(beside("gateway", "slow"));
        Process up = checkout.start("up", "--detach", "--port", Integer.toString(checkout.port()));
        soon().until(() -> phase("gateway") == ProgramState.Phase.STARTING);

        checkout.run("down");

        TestingCheckout.Result result = checkout.result(up);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("Stopped before all were ready").doesNotContain("\tat ");
    }

    @Test
    void down_stopsWhatItCan_whereNothingCanBeWritten() throws Exception {
        up();
        List<ProcessIdentity> left = processes();
        killSupervisor();
        permit(checkout.data().run(), "r-x------");
        try {
            TestingCheckout.Result down = checkout.runUnprivileged("down");

            assertThat(left).noneMatch(ProcessIdentity::isAlive);
            assertThat(down.exitCode()).as(down.err()).isZero();
            assertThat(down.err()).contains("run can't be written (").doesNotContain("\tat ");
            assertThat(checkout.runUnprivileged("status").out()).contains("Nothing is up");
            TestingCheckout.Result up = checkout.runUnprivileged("up", "--detach");
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.err()).contains("run is not writable for this user").doesNotContain("\tat ");
        } finally {
            permit(checkout.data().run(), "rwx------");
        }
    }

    @Test
    void commands_sayThatTheyCannotKnow_whereNothingCanBeRead() throws Exception {
        var data = new DataDirectory(directory.resolve("another's"));
        data.create();
        permit(data.root(), "---------");
        try {
            for (String command : List.of("status", "logs", "down", "up")) {
                TestingCheckout.Result result =
                        checkout.runUnprivileged(command, "--data", data.root().toString());

                assertThat(result.exitCode()).as(command).isEqualTo(1);
                assertThat(result.err())
                        .startsWith("--data: " + data.root() + " (expected: a directory that")
                        .doesNotContain("\tat ");
            }
        } finally {
            permit(data.root(), "rwx------");
        }
    }

    @Test
    void down_letsAnswersEnd_andStopsCallersFirst() throws Exception {
        up();
        Files.createFile(beside("gateway", "held"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + checkout.port() + "/hold"))
                    .build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(new String(answer.body().readNBytes(6), StandardCharsets.US_ASCII))
                    .isEqualTo("begun ");

            Process down = checkout.start("down");
            soon().until(() -> phase("eval") == ProgramState.Phase.STOPPED);
            soon().until(() -> checkout.outputSoFar(down).contains("waiting for what runs to end: gateway, 10 s of"));

            assertThat(Stream.of("postgres", "inference", "safety").map(this::phase))
                    .as("what the gateway's answers need")
                    .containsOnly(ProgramState.Phase.READY);
            Files.delete(beside("gateway", "held"));
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("ended");
            assertThat(checkout.result(down).exitCode()).isZero();
        }
        assertThat(checkout.state().phase()).isEqualTo(PlatformState.Phase.STOPPED);
    }

    @Test
    void secondOfTwoUps_isRefusedInOneLine() throws Exception {
        Process first = checkout.start("up", "--detach", "--port", Integer.toString(checkout.port()));
        Process second = checkout.start("up", "--detach", "--port", Integer.toString(checkout.port()));

        List<TestingCheckout.Result> results = List.of(checkout.result(first), checkout.result(second));

        assertThat(results).extracting(TestingCheckout.Result::exitCode).containsExactlyInAnyOrder(0, 1);
        assertThat(results)
                .filteredOn(result -> result.exitCode() == 1)
                .allSatisfy(result -> assertThat(result.err())
                        .containsAnyOf("is in use by another `looplm up`", "Already ")
                        .doesNotContain("\tat ", "The end of"));
        assertThat(status().path("ready").booleanValue()).isTrue();
    }

    @Test
    void secondOfTwoDowns_waitsForTheFirst() throws Exception {
        up();
        List<ProcessIdentity> running = processes();

        Process first = checkout.start("down");
        Process second = checkout.start("down");

        assertThat(checkout.result(first).exitCode()).isZero();
        assertThat(checkout.result(second).exitCode()).isZero();
        assertThat(running).noneMatch(ProcessIdentity::isAlive);
    }

    @Test
    void service_runsOn_whenItsPidFileCannotBeWritten() throws Exception {
        up();
        Path obstacle = Files.createDirectories(checkout.data().run().resolve("safety.pid.new/full"));
        try {
            kill(checkout.data().pidFile("safety").readAlive().orElseThrow());

            soon().until(() -> checkout.state().program("safety").orElseThrow().restarts() == 1
                    && phase("safety") == ProgramState.Phase.READY);
            long pid = checkout.pid("safety");
            checkout.run("down");
            assertThat(ProcessHandle.of(pid)).isEmpty();
        } finally {
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
        }
    }

    @Test
    void platform_stops_whenItsTerminalIsClosed() throws Exception {
        Process up = checkout.start("up", "--port", Integer.toString(checkout.port()));
        soon().until(() -> checkout.outputSoFar(up).contains("Ctrl-C stops everything."));
        List<ProcessIdentity> running = processes();

        new ProcessBuilder("kill", "-HUP", Long.toString(up.pid())).start().waitFor();

        assertThat(checkout.result(up).exitCode()).isEqualTo(128 + 1);
        assertThat(running).noneMatch(ProcessIdentity::isAlive);
    }

    private static void up() throws Exception {
        TestingCheckout.Result up = checkout.run("up", "--detach", "--port", Integer.toString(checkout.port()));
        assertThat(up.exitCode()).as(up.err()).isZero();
    }

    private static JsonNode status() throws Exception {
        return JsonMapper.shared().readTree(checkout.run("status", "--json").out());
    }

    private ProgramState.Phase phase(String program) {
        return checkout.lastState()
                .flatMap(state -> state.program(program))
                .map(ProgramState::phase)
                .orElse(ProgramState.Phase.WAITING);
    }

    private static List<ProcessIdentity> processes() {
        return TestingCheckout.PROGRAMS.stream()
                .map(name -> checkout.data().pidFile(name).readAlive().orElseThrow())
                .toList();
    }

    private static Path beside(String service, String file) {
        return checkout.data().config(service).resolve(file);
    }

    private static void killSupervisor() {
        kill(checkout.state().supervisor());
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
        soon().until(() -> !process.isAlive());
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100));
    }
}
