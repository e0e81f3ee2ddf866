package looplm.safety.assessment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import looplm.safety.TestingSafetyService;
import looplm.testing.RawRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.NestedExceptionUtils;

class AccessIT {

    private static final String POLICY = """
            format: 1
            categories: {S1: {name: a, prompt: {block: 1}}}
            rules: [{id: r, category: S1, phrases: [%s]}]
            """;

    @TempDir
    Path folder;

    private Path policy;
    private TestingSafetyService service;

    @BeforeEach
    void start() throws IOException {
        policy = Files.writeString(folder.resolve("policy.yaml"), POLICY.formatted("apple"));
        service = new TestingSafetyService(
                folder, "--looplm.safety.policy-file=" + policy, "--looplm.safety.policy-poll=20ms");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void call_isRefused_withoutTheToken() {
        var none = service.send(service.open("/v1/assessments").POST(BodyPublishers.ofString("{}")));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(service.json(none).get("error").get("code").stringValue()).isEqualTo("invalid_api_key");
        var wrong = service.send(service.open("/actuator/prometheus").header("Authorization", "Bearer nonsense"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void probes_areOpen_andMetricsAreThere() {
        service.post("/v1/assessments", "{\"input\":\"apple\"}");

        for (String probe : new String[] {"", "/liveness", "/readiness"}) {
            assertThat(service.send(service.open("/actuator/health" + probe)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(service.get("/actuator/prometheus").body())
                .contains("looplm_safety_assessments_total{action=\"block\",stage=\"prompt\"} 1.0")
                .contains("looplm_safety_policy_rejected 0.0");
    }

    @Test
    void health_tellsItsDetails_toServicesOnly() {
        assertThat(service.send(service.open("/actuator/health")).body()).doesNotContain("components");
        assertThat(service.get("/actuator/health").body()).contains("\"database\":\"PostgreSQL\"");
    }

    @Test
    void actuatorPath_thatDoesNotExist_is404() {
        var response = service.get("/actuator/nothing");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    @Test
    void requestId_isKept() {
        var response = service.send(service.open("/actuator/health").header("x-request-id", "a:1"));

        assertThat(response.headers().firstValue("x-request-id")).hasValue("a:1");
    }

    @Test
    void malformedRequestLine_isAnsweredInJson() {
        String answer = RawRequest.sendMalformedLine(service.port());

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"error\":{\"message\":\"the request is malformed\",\"type\":\"invalid_request_error\"")
                .doesNotContain("html");
    }

    @Test
    void body_isRefused_whenItIsTooLarge() {
        String answer = RawRequest.send(
                service.port(),
                "POST /v1/assessments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                        + TestingSafetyService.TOKEN
                        + "\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 413 ")
                .contains("\"message\":\"body: 999999999999 bytes (expected: at most 4194304)\"");
    }

    @Test
    void policy_isTakenWhileRunning_andKeptWhenTheNewOneIsWrong() throws IOException {
        assertThat(action("banana")).isEqualTo("allow");
        Files.writeString(policy, POLICY.formatted("banana"));
        await(() -> "block".equals(action("banana")));

        Files.writeString(policy, "format: 9");
        await(() -> service.get("/actuator/health").body().contains("format: 9 (expected: 1)"));
        assertThat(action("banana")).isEqualTo("block");
        assertThat(service.send(service.open("/actuator/health/readiness")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answer_is503AndNothingElse_whileTheAuditCannotBeWritten() throws SQLException {
        assertThat(action("apple")).isEqualTo("block");
        var database = service.database();
        try (var admin = java.sql.DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres", "postgres", "");
                var statement = admin.createStatement()) {
            statement.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
            statement.execute("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '"
                    + database.name() + "'");

            var response = service.post("/v1/assessments", "{\"input\":\"hello\"}");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(service.json(response).get("error").get("code").stringValue())
                    .isEqualTo("database_unavailable");
            assertThat(service.send(service.open("/actuator/health/readiness")).statusCode())
                    .isEqualTo(503);
            assertThat(service.send(service.open("/actuator/health/liveness")).statusCode())
                    .isEqualTo(200);

            statement.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
        }
        await(() -> service.post("/v1/assessments", "{\"input\":\"hello\"}").statusCode() == 200);
    }

    @Test
    void start_failsByName_whenTokenOrPolicyIsWrong() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "format: 9");
        assertThatThrownBy(() -> new TestingSafetyService(folder, "--looplm.safety.policy-file=" + wrong).close())
                .satisfies(e -> assertThat(NestedExceptionUtils.getMostSpecificCause(e))
                        .hasMessageContaining("wrong.yaml: format: 9 (expected: 1)"));
        Path shortToken = Files.writeString(folder.resolve("short"), "secret");
        assertThatThrownBy(() ->
                        new TestingSafetyService(folder, "--looplm.safety.service-token-file=" + shortToken).close())
                .satisfies(e -> assertThat(NestedExceptionUtils.getMostSpecificCause(e))
                        .hasMessage("looplm.safety.service-token-file: " + shortToken
                                + ": 6 characters (expected: at least 16)"));
    }

    private String action(String input) {
        return service.json(service.post("/v1/assessments", "{\"input\":\"" + input + "\"}"))
                .get("action")
                .stringValue();
    }

    /** Asks again until it holds; the deadline only ends a broken test. */
    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
