package looplm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import looplm.eval.Rows;
import looplm.eval.TestingEvalService;
import looplm.eval.TestingInferenceServer;
import looplm.eval.TestingInferenceServer.Answer;
import looplm.testing.TestPostgres;
import looplm.wire.eval.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs against an inference-service in trouble, by a service with little patience. */
class ImpatientRunsIT {

    @TempDir
    static Path folder;

    private static TestPostgres.Database database;
    private static TestingInferenceServer inference;
    private static TestingEvalService eval;

    @BeforeAll
    static void start() {
        database = TestPostgres.newDatabase();
        inference = new TestingInferenceServer();
        eval = new TestingEvalService(
                folder,
                database,
                inference.url(),
                "--looplm.eval.request-timeout=2s",
                "--looplm.eval.timeouts-in-a-row=5",
                "--looplm.eval.retry-patience=300ms",
                "--looplm.eval.queue-length=1");
    }

    @AfterAll
    static void stop() {
        eval.close();
        inference.close();
    }

    @BeforeEach
    void reset() {
        inference.reset();
    }

    @Test
    void item_isARecordedFailure_whenItTimesOut() throws SQLException {
        inference.change((asked, right) -> asked.number() == 3 ? inference.silence(right) : right);

        Run run = eval.end(eval.order("{\"suite\":\"nano-item\",\"limit\":10,\"depths\":[4]}")
                .runId());

        assertThat(run.state()).isEqualTo("finished");
        assertThat(run.depths()).singleElement().satisfies(depth -> {
            assertThat(depth.n()).isEqualTo(10);
            assertThat(depth.accuracy()).isEqualTo(0.9);
        });
        assertThat(number("SELECT count(*) FROM item_result WHERE run_id = '%s' AND outcome = 'timed_out'", run))
                .isEqualTo(1);
        assertThat(number("SELECT sum(failures) FROM aggregate WHERE run_id = '%s'", run))
                .isEqualTo(1);
        assertThat(inference.asked()).hasSize(10);
    }

    @Test
    void run_fails_whenNothingIsAnsweredInTime() {
        inference.change((_, right) -> inference.silence(right));

        Run run =
                eval.end(eval.order("{\"suite\":\"nano-item\",\"depths\":[4]}").runId());

        assertThat(run.error()).isEqualTo("5 items in a row had no answer in time");
        assertThat(run.done()).isEqualTo(5);
    }

    @Test
    void run_fails_whenInferenceStaysAway_orRefuses() {
        inference.change((_, _) -> Answer.error(503, "shutting_down", Map.of("Retry-After", "0")));
        assertThat(eval.end(eval.order("{\"suite\":\"nano-item\"}").runId()).error())
                .startsWith("given up: inference-service at http://127.0.0.1:")
                .endsWith("status 503, told by the test");
        inference.change((_, _) -> Answer.error(400, "invalid_value", Map.of()));
        Run refused = eval.end(eval.order("{\"suite\":\"nano-item\"}").runId());
        assertThat(refused.error()).endsWith("status 400, told by the test");
        assertThat(refused.state()).isEqualTo("failed");
        assertThat(refused.done()).isZero();
        assertThat(refused.depths()).isEmpty();
    }

    @Test
    void order_isRefused_whenTooManyWait() {
        inference.change((_, right) -> inference.silence(right));
        Run only = eval.order("{\"suite\":\"nano-item\"}");

        var refused = eval.post("/v1/runs", "{\"suite\":\"nano-item\"}");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(eval.json(refused).at("/error/code").stringValue()).isEqualTo("queue_full");
        eval.cancel(only.runId());
    }

    private static long number(String sql, Run run) throws SQLException {
        return Long.parseLong(Rows.of(database, sql.formatted(run.runId())).getFirst());
    }
}
