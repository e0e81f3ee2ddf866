package looplm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import looplm.eval.Rows;
import looplm.eval.TestingEvalService;
import looplm.eval.TestingInferenceServer;
import looplm.eval.TestingInferenceServer.Answer;
import looplm.eval.TestingInferenceServer.Asked;
import looplm.eval.dataset.Item;
import looplm.eval.suite.Suites;
import looplm.testing.TestPostgres;
import looplm.wire.eval.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over real HTTP, in a real database. */
class RunsIT {

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

    @BeforeEach
    void reset() {
        inference.reset();
    }

    @Test
    void run_findsAccuracyByDepth_withStandardErrors() throws SQLException {
        Run ordered = eval.order("{\"suite\":\"nano-item\",\"limit\":40,\"thresholds\":[0.5]}");

        assertThat(ordered.state()).isEqualTo("queued");
        assertThat(ordered.total()).isEqualTo(200);
        Run run = eval.end(ordered.runId());
        assertThat(run.error()).isNull();
        assertThat(run.state()).isEqualTo("finished");
        assertThat(run.done()).isEqualTo(200);
        assertThat(run.model()).isEqualTo(TestingInferenceServer.NAME);
        assertThat(run.weightsHash()).isEqualTo(TestingInferenceServer.HASH);
        assertThat(run.createdAt()).isEqualTo(ordered.createdAt());
        assertThat(run.finishedAt()).isNotNull();
        assertThat(run.gate()).isNull();
        List<Item> items =
                eval.bean(Suites.class).find("nano-item").orElseThrow().items(40);
        assertThat(run.chance()).isCloseTo(0.0625, within(1e-12));
        assertThat(run.depths()).extracting(Run.DepthAccuracy::steps).containsExactly(1, 2, 3, 4);
        for (Run.DepthAccuracy depth : run.depths()) {
            double p =
                    items.stream().filter(item -> item.level() <= depth.steps()).count() / 40.0;
            assertThat(depth.n()).isEqualTo(40);
            assertThat(depth.accuracy()).isEqualTo(p);
            assertThat(depth.stderr()).isCloseTo(Math.sqrt(p * (1 - p) / 40), within(1e-12));
        }
        double exitSteps = items.stream()
                .mapToDouble(item -> 1 + Math.max(2, item.level()))
                .sum();
        assertThat(run.adaptive()).singleElement().satisfies(adaptive -> {
            assertThat(adaptive.threshold()).isEqualTo(0.5);
            assertThat(adaptive.accuracy()).isEqualTo(1.0);
            assertThat(adaptive.meanSteps()).isCloseTo(exitSteps / 80, within(1e-12));
        });
        assertThat(number("SELECT count(*) FROM item_result WHERE run_id = '%s'", run))
                .isEqualTo(200);
        assertThat(number("SELECT sum(n) FROM aggregate WHERE run_id = '%s' AND steps = 1", run))
                .isEqualTo(40);
        assertThat(number("SELECT sum(hits) FROM aggregate WHERE run_id = '%s' AND steps = 4", run))
                .isEqualTo(40);
        assertThat(eval.run(run.runId())).isEqualTo(run);
    }

    @Test
    void questions_areGreedyAndDeepAsAsked_onEvalsAccount() {
        Run run = eval.order("{\"suite\":\"nano-item\",\"limit\":3,\"depths\":[2],\"thresholds\":[0.25]}");
        eval.end(run.runId());

        assertThat(inference.asked()).hasSize(6).allSatisfy(asked -> {
            assertThat(asked.authorization()).isEqualTo("Bearer " + TestingEvalService.TOKEN);
            assertThat(asked.account()).isEqualTo("system:eval");
            assertThat(UUID.fromString(asked.attempt()).version()).isEqualTo(4);
            assertThat(asked.body().get("model").stringValue()).isEqualTo(TestingInferenceServer.NAME);
            assertThat(asked.body().get("temperature").doubleValue()).isZero();
            assertThat(asked.body().get("max_tokens").intValue()).isEqualTo(16);
        });
        assertThat(inference.asked()).extracting(Asked::attempt).doesNotHaveDuplicates();
        assertThat(inference.asked().stream()
                        .map(asked -> asked.body().get("loop").toString())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "{\"min_steps\":2,\"max_steps\":2}",
                        "{\"min_steps\":1,\"max_steps\":4,\"exit_threshold\":0.25}");
    }

    @Test
    void run_fails_whenADepthIsNotTheOneAsked() {
        inference.change((asked, right) -> asked.number() == 9 ? right.exitSteps("{\"2\":1,\"3\":1}") : right);

        Run run =
                eval.end(eval.order("{\"suite\":\"nano-item\",\"depths\":[2]}").runId());

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error())
                .startsWith("item item-")
                .contains("exit steps {2=1, 3=1} of 2 tokens (expected: 2 for every");
        assertThat(run.finishedAt()).isNotNull();
    }

    @Test
    void run_fails_whenTokensAreMissingInTheHistogram_orAnExitIsTooDeep() {
        inference.change((_, right) -> right.exitSteps("{\"2\":1}"));
        assertThat(eval.end(eval.order("{\"suite\":\"nano-item\",\"depths\":[2]}")
                                .runId())
                        .error())
                .contains("exit steps {2=1} of 2 tokens");
        inference.change((_, right) -> right.exitSteps("{\"5\":2}"));
        assertThat(eval.end(eval.order("{\"suite\":\"nano-item\",\"depths\":[],\"thresholds\":[1]}")
                                .runId())
                        .error())
                .contains("exit steps {5=2} of 2 tokens (expected: 1..4 for every token, as asked)");
    }

    @Test
    void run_aborts_whenTheWeightsChange() throws SQLException {
        inference.change((asked, right) -> asked.number() > 30 ? right.model("looplm-testing@ffffffffffff") : right);

        Run run =
                eval.end(eval.order("{\"suite\":\"nano-item\",\"depths\":[1]}").runId());

        assertThat(run.state()).isEqualTo("failed");
        assertThat(run.error())
                .isEqualTo("weights: looplm-testing@ffffffffffff answered"
                        + " (expected: looplm-testing@0123456789ab throughout the run)");
        assertThat(run.done()).isBetween(20, 30);
        assertThat(number("SELECT count(*) FROM item_result WHERE run_id = '%s'", run))
                .isEqualTo(run.done());
    }

    @Test
    void item_isAskedAgain_whileInferenceHasNoRoom() {
        var refused = new ConcurrentHashMap<String, Integer>();
        inference.change((asked, right) -> switch (refused.merge(asked.message(), 1, Integer::sum)) {
            case 1 -> Answer.error(429, "queue_full", Map.of("Retry-After", "0"));
            case 2 -> Answer.error(503, "shutting_down", Map.of());
            default -> right;
        });

        Run run = eval.end(eval.order("{\"suite\":\"nano-item\",\"limit\":10,\"depths\":[4]}")
                .runId());

        assertThat(run.depths().getFirst().accuracy()).isEqualTo(1.0);
        assertThat(inference.asked()).hasSize(30);
        assertThat(inference.asked()).extracting(Asked::attempt).doesNotHaveDuplicates();
    }

    @Test
    void item_isARecordedFailure_whenItIsTooLongForTheModel() throws SQLException {
        inference.change(
                (asked, right) -> asked.number() == 1 ? Answer.error(400, "context_length_exceeded", Map.of()) : right);

        Run run = eval.end(eval.order("{\"suite\":\"nano-item\",\"limit\":4,\"depths\":[4]}")
                .runId());

        assertThat(run.depths().getFirst().accuracy()).isEqualTo(0.75);
        assertThat(number("SELECT count(*) FROM item_result WHERE run_id = '%s' AND outcome = 'too_long'", run))
                .isEqualTo(1);
    }

    @Test
    void answer_isKept_whateverCharactersItHas() throws SQLException {
        inference.change((_, right) -> right.text("a\u0000\uD83D\uDE00 \t\n'"));

        Run run = eval.end(eval.order("{\"suite\":\"nano-item\",\"limit\":1,\"depths\":[1]}")
                .runId());

        assertThat(run.state()).isEqualTo("finished");
        assertThat(texts("SELECT answer FROM item_result WHERE run_id = '%s'", run))
                .containsExactly("a\uFFFD\uD83D\uDE00 \t\n'");
    }

    @Test
    void cancel_endsARunningRunAndAQueuedOne_andLeavesAFinishedOne() {
        var reached = new CountDownLatch(1);
        inference.change((asked, right) -> {
            if (asked.number() > 20) {
                reached.countDown();
                return inference.silence(right);
            }
            return right;
        });
        Run running = eval.order("{\"suite\":\"nano-item\"}");
        Run queued = eval.order("{\"suite\":\"nano-item\"}");
        await(reached);

        assertThat(eval.run(queued.runId()).state()).isEqualTo("queued");
        assertThat(eval.cancel(queued.runId()).state()).isEqualTo("cancelled");
        Run cancelled = eval.cancel(running.runId());
        assertThat(cancelled.state()).isEqualTo("cancelled");
        assertThat(cancelled.finishedAt()).isNotNull();
        inference.change((_, right) -> right);
        Run next = eval.end(eval.order("{\"suite\":\"nano-chat\",\"limit\":1}").runId());
        assertThat(next.state()).isEqualTo("finished");
        assertThat(eval.run(running.runId())).isEqualTo(cancelled);
        assertThat(eval.run(queued.runId()).done()).isZero();
        assertThat(eval.cancel(next.runId())).isEqualTo(next);
    }

    @Test
    void runs_areListedNewestFirst_andQueuedOnesWait() {
        Run first = eval.order("{\"suite\":\"nano-chat\",\"limit\":1,\"depths\":[1]}");
        Run second = eval.order("{\"suite\":\"nano-chat\",\"limit\":2,\"depths\":[1]}");
        eval.end(second.runId());

        assertThat(eval.runs("?limit=2")).extracting(Run::runId).containsExactly(second.runId(), first.runId());
        assertThat(eval.runs("?limit=2")).extracting(Run::state).containsOnly("finished");
        assertThat(eval.runs("?limit=1")).containsExactly(eval.run(second.runId()));
        assertThat(eval.runs("")).hasSizeGreaterThanOrEqualTo(2);
    }

    private static void await(CountDownLatch reached) {
        TestingEvalService.await(() -> reached.getCount() == 0);
    }

    private static long number(String sql, Run run) throws SQLException {
        return Long.parseLong(texts(sql, run).getFirst());
    }

    private static List<String> texts(String sql, Run run) throws SQLException {
        return Rows.of(database, sql.formatted(run.runId()));
    }
}
