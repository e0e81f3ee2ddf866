package looplm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.PidFile;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on real processes: real PostgreSQL, tiny services, in a path with all that a path may hold. */
class PlatformIT {

    /** Shared by all tests, so that PostgreSQL is unpacked once; each begins and ends with nothing up. */
    @TempDir
    private static Path directory;

    private static TestingCheckout checkout;

    @BeforeAll
    static void makeCheckout() throws Exception {
        checkout = new TestingCheckout(directory.resolve("a checkout, it's; grün"));
    }

    @AfterEach
    void stopAll() throws Exception {
        Files.deleteIfExists(checkout.data().config("eval").resolve("broken"));
        checkout.run("down");
    }

    @Test
    void up_startsEverything_andDownStopsIt_andTheDataSurvives() throws Exception {
        TestingCheckout.Result up = up();

        assertThat(up.exitCode()).as(up.err()).isZero();
        assertThat(up.out())
                .contains("http://127.0.0.1:" + checkout.port(), "Demo key:", "curl -s", "/v1/chat/completions");
        JsonNode status = status();
        assertThat(status.path("ready").booleanValue()).isTrue();
        assertThat(status.path("services").size()).isEqualTo(TestingCheckout.PROGRAMS.size());
        for (JsonNode service : status.path("services")) {
            assertThat(service.path("ready").booleanValue())
                    .as(service.toString())
                    .isTrue();
            assertThat(service.path("rss_bytes").longValue()).isGreaterThan(1_000_000);
        }
        assertThat(status.path("demo_key").stringValue()).startsWith("looplm_demo_");
        assertThat(status.at("/console_login/user").stringValue()).isEqualTo("admin");
        assertThat(Path.of(status.at("/console_login/password_file").stringValue()))
                .isNotEmptyFile();
        List<ProcessIdentity> processes = processes();
        sql("looplm_eval_owner", "CREATE TABLE IF NOT EXISTS kept (note text)");
        sql("looplm_eval", "INSERT INTO kept VALUES ('still here')");

        down();

        assertThat(processes).noneMatch(ProcessIdentity::isAlive);
        assertThat(status().path("ready").booleanValue()).isFalse();
        assertThat(up().exitCode()).isZero();
        assertThat(ask("looplm_eval", "SELECT note FROM kept")).isEqualTo("still here");
    }

    @Test
    void start_isRecordedOnce_andTheNextOneUsesIt_untilThereIsANewBuild() throws Exception {
        assertThat(up().exitCode()).isZero();
        soon().until(() -> caches().size() == Service.values().length);
        soon().until(() -> !Files.exists(checkout.data().recording().root()));
        List<Path> first = caches();
        assertThat(first).noneMatch(cache -> cache.toString().endsWith(".new"));
        assertThat(commandLine("gateway")).doesNotContain("-XX:AOTCache");

        down();
        assertThat(up().exitCode()).isZero();

        assertThat(commandLine("gateway")).contains("-XX:AOTCache=" + directory);
        assertThat(checkout.run("status").out()).contains("All are ready.").doesNotContain("recording");
        assertThat(checkout.data().recording().root()).as("nothing to record").doesNotExist();

        down();
        checkout.build(Service.GATEWAY);
        assertThat(up().exitCode()).isZero();

        assertThat(commandLine("gateway")).doesNotContain("-XX:AOTCache");
        assertThat(commandLine("safety")).contains("-XX:AOTCache=");
        soon().until(() -> !caches().containsAll(first) && caches().size() == Service.values().length);
    }

    @Test
    void service_takesTheBuildsConditions_unlessAnOperatorHasSettings() throws Exception {
        Path own = checkout.data().config("eval").resolve("local.yaml");
        Files.createDirectories(own.getParent());
        Files.createFile(own);
        try {
            assertThat(up().exitCode()).isZero();

            assertThat(commandLine("gateway")).contains("-Dspring.aot.enabled=true");
            assertThat(commandLine("eval")).doesNotContain("spring.aot");
        } finally {
            Files.delete(own);
        }
    }

    @Test
    void down_endsARecording_withAllThatItStarted() throws Exception {
        checkout.build(Service.EVAL);
        assertThat(up().exitCode()).isZero();
        DataDirectory recording = checkout.data().recording();
        soon().until(() -> recording.pidFile("postgres").readAlive().isPresent());
        assertThat(checkout.run("status").out()).contains("recording how the services start");
        ProcessIdentity postgres = recording.pidFile("postgres").readAlive().orElseThrow();

        down();

        assertThat(postgres.isAlive()).isFalse();
    }

    @Test
    void postgres_isDurable_andKeepsServicesApart() throws Exception {
        assertThat(up().exitCode()).isZero();
        sql("looplm_eval_owner", "CREATE TABLE IF NOT EXISTS run (id text)");

        assertThat(ask("looplm_gateway", "SHOW fsync")).isEqualTo("on");
        assertThat(ask("looplm_gateway", "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask("looplm_gateway", "SHOW server_encoding")).isEqualTo("UTF8");
        assertThatThrownBy(() -> ask("looplm_gateway", "SELECT id FROM eval.run"))
                .hasMessageContaining("permission denied for schema eval");
        assertThatThrownBy(() -> ask("postgres", "SELECT 1"))
                .as("the administrator can run programs, so nobody gets in without his password")
                .isInstanceOf(SQLException.class);
        for (String service : List.of("gateway", "safety", "eval")) {
            for (String role : List.of("looplm_" + service, "looplm_" + service + "_owner")) {
                assertThatThrownBy(() -> connect(role, "").close())
                        .as("whoever has an account on the machine reaches the port")
                        .isInstanceOf(SQLException.class);
                assertThat(ask(role, "SELECT current_schema()")).isEqualTo(service);
            }
        }
        assertThatThrownBy(() -> sql("looplm_eval", "CREATE TABLE more (id text)"))
                .hasMessageContaining("permission denied");
        assertThat(commandLine("gateway")).doesNotContain(password("looplm_gateway"));
    }

    @Test
    void service_isStartedAgain_whenItDies() throws Exception {
        assertThat(up().exitCode()).isZero();
        long first = checkout.pid("safety");

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        soon().until(() -> program("safety").phase() == ProgramState.Phase.READY
                && program("safety").restarts() == 1);
        assertThat(checkout.pid("safety")).isNotEqualTo(first);
        assertThat(program("safety").lastExit()).isEqualTo(128 + 9);
        die("safety");
        soon().until(() -> program("safety").phase() == ProgramState.Phase.READY
                && program("safety").restarts() == 2);
        assertThat(program("safety").lastExit()).isEqualTo(TinyService.ASKED_TO_DIE);
        assertThat(program("gateway").restarts()).isZero();
        assertThat(checkout.run("status").out()).contains("All are ready.");
    }

    @Test
    void postgres_isStartedAgain_whenItIsKilled() throws Exception {
        assertThat(up().exitCode()).isZero();

        ProcessHandle.of(checkout.pid("postgres")).orElseThrow().destroyForcibly();

        soon().until(() -> program("postgres").phase() == ProgramState.Phase.READY
                && program("postgres").restarts() > 0);
        assertThat(ask("looplm_gateway", "SELECT 'well'")).isEqualTo("well");
    }

    @Test
    void up_stopsWhatAKilledRunLeftBehind() throws Exception {
        assertThat(up().exitCode()).isZero();
        List<ProcessIdentity> left = processes();
        kill(checkout.state().supervisor());
        assertThat(left).allMatch(ProcessIdentity::isAlive);

        TestingCheckout.Result up = up();

        assertThat(up.exitCode()).as(up.err()).isZero();
        assertThat(up.err()).contains("of an earlier run");
        assertThat(left).noneMatch(ProcessIdentity::isAlive);
    }

    @Test
    void down_stopsWhatAKilledRunLeftBehind_butNobodyElse() throws Exception {
        assertThat(up().exitCode()).isZero();
        List<ProcessIdentity> left = processes();
        kill(checkout.state().supervisor());
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            // what a reboot leaves: a pid file whose pid was given to somebody else
            new PidFile(checkout.data().run().resolve("gateway.pid"))
                    .write(new ProcessIdentity(stranger.pid(), "1@another-boot"));

            down();

            assertThat(stranger.isAlive()).isTrue();
            assertThat(left)
                    .as("the last state tells what the pid file doesn't")
                    .noneMatch(ProcessIdentity::isAlive);
            assertThat(checkout.data().run()).isDirectoryNotContaining("glob:**.pid");
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void ctrlC_stopsAll_whenUpIsNotDetached() throws Exception {
        Process up = checkout.start("up", "--port", Integer.toString(checkout.port()));
        soon().until(() -> checkout.outputSoFar(up).contains("Ctrl-C stops everything."));
        List<ProcessIdentity> processes = processes();
        assertThat(processes).allMatch(ProcessIdentity::isAlive);

        new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();

        TestingCheckout.Result result = checkout.result(up);
        assertThat(result.exitCode()).isEqualTo(128 + 2);
        assertThat(result.err()).contains("Stopped. The data stays in");
        assertThat(processes).noneMatch(ProcessIdentity::isAlive);
    }

    @Test
    void platform_stops_whenTheUpThatHoldsItIsKilled() throws Exception {
        Process up = checkout.start("up", "--port", Integer.toString(checkout.port()));
        soon().until(() -> checkout.outputSoFar(up).contains("Ctrl-C stops everything."));
        List<ProcessIdentity> processes = processes();

        up.destroyForcibly();

        soon().until(() -> processes.stream().noneMatch(ProcessIdentity::isAlive));
        // the supervisor, which is none of the processes, writes its last state after the last of them has ended
        soon().until(() -> checkout.state().phase() == PlatformState.Phase.STOPPED);
    }

    @Test
    void up_showsTheLog_whenAServiceDoesNotStart() throws Exception {
        Files.createDirectories(checkout.data().config("eval"));
        Files.createFile(checkout.data().config("eval").resolve("broken"));

        TestingCheckout.Result up = up();

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.err())
                .contains("eval ended with exit code 1 before it was ready", "logs/eval.log", "broken on purpose");
        soon().until(() -> !checkout.state().supervisor().isAlive());
        assertThat(checkout.data().run()).isDirectoryNotContaining("glob:**.pid");
    }

    @Test
    void up_namesThePortAndItsHolder_whenItIsTaken() throws Exception {
        try (var holder = new ServerSocket(checkout.port() + 2, 1, InetAddress.getLoopbackAddress())) {
            TestingCheckout.Result up = up();

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.err())
                    .contains(
                            "port " + holder.getLocalPort() + " of safety: in use by pid "
                                    + ProcessHandle.current().pid(),
                            "--port N");
        }
        try (var holder = new ServerSocket(checkout.port() + 8, 1, InetAddress.getLoopbackAddress())) {
            assertThat(up().err()).contains("port " + holder.getLocalPort() + " of eval's probes: in use");
        }
        assertThat(checkout.state().programs()).as("nothing was started").isEmpty();
    }

    @Test
    void up_refusesASecondOne_onTheSameData() throws Exception {
        assertThat(up().exitCode()).isZero();

        TestingCheckout.Result second = checkout.run("up", "--port", Integer.toString(checkout.port() + 100));

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("Already up on port " + checkout.port(), "supervisor pid");
        assertThat(status().path("ready").booleanValue()).isTrue();
    }

    @Test
    void up_saysWhatIsWrong_withItsOptions() throws Exception {
        assertThat(checkout.run("up", "--model", "/no/such/model").err())
                .contains("--model: /no/such/model (expected: a model directory");
        assertThat(checkout.run("up", "--port", "65533").err()).contains("--port: 65533 (expected: 1 to 65527)");
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(checkout.run("up", "--data", file.toString()).err())
                .contains("--data: " + file + " (expected: a directory that can be made and written)");
    }

    @Test
    void logs_showOneOrAll() throws Exception {
        assertThat(up().exitCode()).isZero();

        assertThat(checkout.run("logs", "postgres").out()).contains("ready to accept connections");
        assertThat(checkout.run("logs", "-n", "1").out()).contains("postgres   | ", "supervisor | ");
        TestingCheckout.Result unknown = checkout.run("logs", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("SERVICE: nobody (expected: one of eval, gateway, inference, postgres");
    }

    private TestingCheckout.Result up() throws Exception {
        return checkout.run("up", "--detach", "--port", Integer.toString(checkout.port()));
    }

    private static void down() throws Exception {
        TestingCheckout.Result down = checkout.run("down");
        assertThat(down.exitCode()).as(down.err()).isZero();
    }

    private static List<Path> caches() throws IOException {
        Path folder = directory.resolve("a checkout, it's; grün/target/start");
        try (var files = Files.exists(folder) ? Files.list(folder) : Stream.<Path>empty()) {
            return files.filter(file -> file.toString().contains(".aot")).toList();
        }
    }

    private static String commandLine(String program) throws IOException {
        return Files.readString(Path.of("/proc/" + checkout.pid(program) + "/cmdline"))
                .replace('\0', ' ');
    }

    private JsonNode status() throws Exception {
        return JsonMapper.shared().readTree(checkout.run("status", "--json").out());
    }

    private ProgramState program(String name) {
        return checkout.state().program(name).orElseThrow();
    }

    private List<ProcessIdentity> processes() {
        return TestingCheckout.PROGRAMS.stream()
                .map(name -> checkout.data().pidFile(name).readAlive().orElseThrow())
                .toList();
    }

    /** Asks a service to end by itself. */
    private void die(String service) {
        var request = HttpRequest.newBuilder(URI.create(program(service).url() + "/die"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
        soon().until(() -> !process.isAlive());
    }

    private void sql(String role, String... statements) throws SQLException {
        try (Connection connection = connect(role);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String ask(String role, String query) throws SQLException {
        try (Connection connection = connect(role);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect(String role) throws SQLException {
        return connect(role, "postgres".equals(role) ? "" : password(role));
    }

    private Connection connect(String role, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + (checkout.port() + 4) + "/looplm", role, password);
    }

    private static String password(String role) {
        var secrets = new Secrets(checkout.data());
        String service = role.split("_")[1];
        return Secrets.read(role.endsWith("_owner") ? secrets.ownerPassword(service) : secrets.writerPassword(service));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100));
    }
}
