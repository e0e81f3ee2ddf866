package looplm.eval.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import looplm.eval.TestingEvalService;
import looplm.eval.TestingInferenceServer;
import looplm.testing.RawRequest;
import looplm.testing.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.NestedExceptionUtils;

/** Who gets in, and what is told to callers that ask wrongly. */
class AccessIT {

    @TempDir
    static Path folder;

    private static TestPostgres.Database database;
    private static TestingInferenceServer inference;
    private static TestingEvalService eval;

    @BeforeAll
    static void start() {
        database = TestPostgres.newDatabase();
        inference = new TestingInferenceServer();
        eval = new TestingEvalService(folder, database, inference.url());
    }

    @AfterAll
    static void stop() {
        eval.close();
        inference.close();
    }

    @Test
    void call_isRefused_withoutTheToken() {
        var none = eval.send(eval.open("/v1/runs"));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(code(none)).isEqualTo("invalid_api_key");
        var wrong = eval.send(eval.open("/actuator/prometheus").header("Authorization", "Bearer nonsense"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(eval.json(wrong).get("requestId").stringValue())
                .isEqualTo(wrong.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void probes_areOpen_andMetricsAreThere() {
        eval.end(eval.order("{\"suite\":\"nano-chat\",\"limit\":2,\"depths\":[1]}")
                .runId());

        for (String probe : new String[] {"", "/liveness", "/readiness"}) {
            assertThat(eval.send(eval.open("/actuator/health" + probe)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(eval.get("/actuator/prometheus").body())
                .contains("looplm_eval_items_total{outcome=\"right\"}")
                .contains("looplm_eval_runs_total{end=\"finished\"}");
    }

    @Test
    void health_tellsItsDetails_toServicesOnly() {
        assertThat(eval.send(eval.open("/actuator/health")).body()).doesNotContain("components");
        assertThat(eval.get("/actuator/health").body()).contains("\"database\":\"PostgreSQL\"");
        assertThat(eval.get("/actuator/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void requestId_isKept() {
        var response = eval.send(eval.request("/v1/suites").header("x-request-id", "abc-1"));

        assertThat(response.headers().firstValue("x-request-id")).hasValue("abc-1");
    }

    @Test
    void malformedRequestLine_isAnsweredInJson() {
        String answer = RawRequest.sendMalformedLine(eval.port());

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"error\":{\"message\":\"the request is malformed\",\"type\":\"invalid_request_error\"")
                .doesNotContain("html");
    }

    @Test
    void suites_areListed_withItemsAndChance() {
        var suites = eval.json(eval.get("/v1/suites")).get("suites");

        assertThat(suites.size()).isEqualTo(11);
        assertThat(suites.get(0).get("name").stringValue()).isEqualTo("nano-calc");
        assertThat(suites.get(0).get("items").intValue()).isEqualTo(2617);
        assertThat(suites.get(0).get("target").stringValue()).isEqualTo("inference");
        assertThat(suites.get(0).get("chance").doubleValue()).isBetween(0.142, 0.143);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"suite\":\"nope\"} | 404 | not_found | suite | suite: nope (expected: nano",
                "{} | 400 | invalid_value | suite | suite: missing (expected: nano",
                "{\"suite\":\"\"} | 400 | invalid_value | suite | suite: \"\" (expected: nano",
                "{\"suite\":null} | 400 | invalid_value | suite | suite: missing",
                "{\"suite\":7} | 400 | invalid_value | suite | suite: wrong type (expected: a string)",
                "{\"suite\":\"nano\",\"depths\":[0]} | 400 | invalid_value | depths[0] | depths[0]: 0 (expected: 1..6)",
                "{\"suite\":\"nano\",\"depths\":[1,7]} | 400 | invalid_value | depths[1] | depths[1]: 7 (expected: 1..6)",
                "{\"suite\":\"nano\",\"depths\":[2,2]} | 400 | invalid_value | depths[1] | depths[1]: 2 (expected: each depth once)",
                "{\"suite\":\"nano\",\"depths\":[null]} | 400 | invalid_value | depths[0] | depths[0]: missing",
                "{\"suite\":\"nano\",\"depths\":[]} | 400 | invalid_value | depths | depths: 0 depths and thresholds (expected: 1..100",
                "{\"suite\":\"nano\",\"depths\":[1.5]} | 400 | invalid_value | depths[0] | depths[0]: wrong type (expected: an integer)",
                "{\"suite\":\"nano\",\"depths\":\"1\"} | 400 | invalid_value | depths | depths: wrong type (expected: a list)",
                "{\"suite\":\"nano\",\"depths\":[99999999999]} | 400 | invalid_value | depths[0] | depths[0]: out of range",
                "{\"suite\":\"nano\",\"thresholds\":[0]} | 400 | invalid_value | thresholds[0] | thresholds[0]: 0.0 (expected: above 0, at most 1)",
                "{\"suite\":\"nano\",\"thresholds\":[1.01]} | 400 | invalid_value | thresholds[0] | thresholds[0]: 1.01",
                "{\"suite\":\"nano\",\"thresholds\":[0.5,0.5]} | 400 | invalid_value | thresholds[1] | thresholds[1]: 0.5 (expected: each",
                "{\"suite\":\"nano\",\"thresholds\":[\"x\"]} | 400 | invalid_value | thresholds[0] | thresholds[0]: wrong type (expected: a number)",
                "{\"suite\":\"nano\",\"limit\":0} | 400 | invalid_value | limit | limit: 0 (expected: 1 or more)",
                "{\"suite\":\"nano\",\"limit\":\"3\"} | 400 | invalid_value | limit | limit: wrong type (expected: an integer)",
                "{\"suite\":\"nano\",\"treshold\":[1]} | 400 | invalid_value | treshold | treshold: unknown field (expected: depths, limit, suite, thresholds)",
                "{\"suite\":\"nano\",\"suite\":\"nano\"} | 400 | invalid_json | `` | body: a field twice",
                "{\"suite\":\"nano\"} x | 400 | invalid_json | `` | body: not one JSON object",
                "{\"suite\" | 400 | invalid_json | `` | body: not one JSON object",
                "[] | 400 | invalid_json | `` | body: ",
                "null | 400 | invalid_json | `` | body: ",
                "`` | 400 | invalid_json | `` | body: missing or unreadable (expected: a JSON object)",
            })
    void order_isRefused_byFieldAndLimit(String body, int status, String code, String param, String message) {
        var response = eval.post("/v1/runs", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(code(response)).isEqualTo(code);
        assertThat(eval.json(response).at("/error/param").stringValue("")).isEqualTo(param);
        assertThat(eval.json(response).at("/error/message").stringValue()).startsWith(message);
    }

    @Test
    void longName_isCutInTheMessage() {
        var response = eval.post("/v1/runs", "{\"suite\":\"" + "ä".repeat(5000) + "\"}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(eval.json(response).at("/error/message").stringValue())
                .startsWith("suite: " + "ä".repeat(80) + "... (expected: nano");
    }

    @Test
    void body_isRefused_whenItIsTooLarge_whetherAnnouncedOrNot() {
        byte[] large = new byte[5 << 20];
        var announced = eval.post("/v1/runs", " ".repeat(large.length));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(code(announced)).isEqualTo("request_too_large");
        var streamed = eval.send(eval.request("/v1/runs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(" ".repeat(70_000).getBytes(StandardCharsets.UTF_8)))));
        assertThat(streamed.statusCode()).isEqualTo(413);
        assertThat(eval.json(streamed).at("/error/message").stringValue()).contains("expected: at most 65536");
    }

    @Test
    void form_isRefused_likeOtherMethodsAndPaths() {
        var form = eval.send(eval.request("/v1/runs")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("suite=nano")));
        assertThat(form.statusCode()).isEqualTo(415);
        var method = eval.send(eval.request("/v1/suites").DELETE());
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).hasValue("GET");
        var path = eval.get("/nothing");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(path.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        var html = eval.send(eval.request("/v1/suites").header("Accept", "text/html"));
        assertThat(html.statusCode()).isEqualTo(406);
        assertThat(code(html)).isEqualTo("not_acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-1-1-1-1", "00000000-0000-0000-0000-00000000000g"})
    void runId_isRefused_whenItIsNoUuid(String id) {
        var response = eval.get("/v1/runs/" + id);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(eval.json(response).at("/error/message").stringValue())
                .isEqualTo("run_id: " + id + " (expected: a UUID)");
    }

    @Test
    void run_isNotFound_whenNobodyOrderedIt() {
        String path = "/v1/runs/00000000-0000-0000-0000-000000000000";
        for (var response : new HttpResponse<?>[] {
            eval.get(path), eval.send(eval.request(path).DELETE())
        }) {
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body().toString()).contains("run_id: 00000000-0000-0000-0000-000000000000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "x", "", "1e2", "99999999999"})
    void limit_isRefused_whenItIsOutOfRange(String limit) {
        var response = eval.get("/v1/runs?limit=" + limit);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(eval.json(response).at("/error/param").stringValue()).isEqualTo("limit");
    }

    @Test
    void answer_is503_whenInferenceOrTheDatabaseIsGone() throws SQLException {
        try (var lonely =
                new TestingEvalService(folder, TestPostgres.newDatabase(), URI.create("http://127.0.0.1:1"))) {
            var response = lonely.post("/v1/runs", "{\"suite\":\"nano\"}");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(code(response)).isEqualTo("inference_unavailable");
        }
        TestPostgres.Database gone = TestPostgres.newDatabase();
        try (var homeless = new TestingEvalService(
                folder, gone, inference.url(), "--spring.datasource.hikari.connection-timeout=500")) {
            gone.execute("postgres", "ALTER ROLE looplm_eval IN DATABASE " + gone.name() + " SET search_path = none");
            closeConnections(gone);
            var response = homeless.get("/v1/runs");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(code(response)).isEqualTo("database_unavailable");
            assertThat(homeless.send(homeless.open("/actuator/health/liveness")).statusCode())
                    .isEqualTo(200);
        }
    }

    private static void closeConnections(TestPostgres.Database gone) throws SQLException {
        var postgres = new TestPostgres.Database(gone.port(), "postgres");
        postgres.execute("postgres", "ALTER DATABASE " + gone.name() + " ALLOW_CONNECTIONS false");
        postgres.execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + gone.name() + "'");
    }

    @Test
    void start_failsByName_whenTheTokenIsUnusable() throws IOException {
        Path shortToken = Files.writeString(folder.resolve("short"), "secret");
        assertThatThrownBy(() -> new TestingEvalService(
                                folder, database, inference.url(), "--looplm.eval.service-token-file=" + shortToken)
                        .close())
                .satisfies(e -> assertThat(NestedExceptionUtils.getMostSpecificCause(e))
                        .hasMessage("looplm.eval.service-token-file: " + shortToken
                                + ": 6 characters (expected: at least 16)"));
    }

    private static String code(HttpResponse<String> response) {
        return eval.json(response).at("/error/code").stringValue("");
    }
}
