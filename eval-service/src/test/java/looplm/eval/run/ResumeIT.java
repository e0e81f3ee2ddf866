package looplm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import looplm.eval.Rows;
import looplm.eval.TestingEvalService;
import looplm.eval.TestingInferenceServer;
import looplm.testing.TestPostgres;
import looplm.wire.eval.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that outlive the process that began them. */
class ResumeIT {

    /** Items that a run asks at once. */
    private static final int AT_ONCE = 4;

    @TempDir
    Path folder;

    private TestPostgres.Database database;
    private TestingInferenceServer inference;
    private TestingEvalService eval;

    @BeforeEach
    void start() {
        database = TestPostgres.newDatabase();
        inference = new TestingInferenceServer();
        eval = service();
    }

    @AfterEach
    void stop() {
        eval.close();
        inference.close();
    }

    private TestingEvalService service(String... settings) {
        return new TestingEvalService(folder, database, inference.url(), settings);
    }

    @Test
    void run_aborts_whenOtherWeightsAreServedAfterARestart() {
        var reached = new CountDownLatch(1);
        inference.change((asked, right) -> {
            if (asked.number() > 30) {
                reached.countDown();
                return inference.silence(right);
            }
            return right;
        });
        Run run = eval.order("{\"suite\":\"nano-item\",\"depths\":[1]}");
        await(reached);
        eval.close();
        inference.serve("ffffffffffff");
        inference.change((_, right) -> right);
        eval = service();

        assertThat(eval.end(run.runId()).error())
                .isEqualTo("weights: looplm-testing@ffffffffffff is served"
                        + " (expected: looplm-testing@0123456789ab throughout the run)");
    }

    @Test
    void run_goesOn_afterAStopInMidRun() throws SQLException {
        var reached = new CountDownLatch(AT_ONCE); // all who ask are kept waiting, so all before are answered
        inference.change((asked, right) -> {
            if (asked.number() > 30) {
                reached.countDown();
                return inference.silence(right);
            }
            return right;
        });
        Run run = eval.order("{\"suite\":\"nano-item\",\"limit\":50,\"depths\":[1,4]}");
        await(reached);
        eval.close();

        assertThat(number("SELECT count(*) FROM item_result WHERE run_id = '%s'", run))
                .isEqualTo(30);
        assertThat(texts("SELECT state FROM run WHERE id = '%s'", run)).containsExactly("queued");
        inference.change((_, right) -> right);
        eval = service();
        Run end = eval.end(run.runId());
        assertThat(end.state()).isEqualTo("finished");
        assertThat(end.done()).isEqualTo(100);
        assertThat(number(ROWS, run)).isEqualTo(100);
        assertThat(end.depths()).extracting(Run.DepthAccuracy::n).containsExactly(50, 50);
    }

    @Test
    void run_goesOn_afterTheProcessWasKilled() throws Exception {
        inference.change((_, right) -> inference.silence(right));
        Run run = eval.order("{\"suite\":\"nano-item\",\"limit\":50,\"depths\":[1,4]}");
        eval.close();
        int before = inference.asked().size();
        inference.change((asked, right) -> asked.number() > before + 30 ? inference.silence(right) : right);
        Process process = child();
        try {
            TestingEvalService.await(() -> rows(run) == 30);
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(texts("SELECT state FROM run WHERE id = '%s'", run)).containsExactly("running");
        inference.change((_, right) -> right);
        eval = service();
        Run end = eval.end(run.runId());
        assertThat(end.error()).isNull();
        assertThat(end.done()).isEqualTo(100);
        assertThat(rows(run)).isEqualTo(100);
        assertThat(number(ROWS, run)).isEqualTo(100);
    }

    @Test
    void replicas_shareTheQueue_andNeverARun() throws SQLException {
        String lease = "--looplm.eval.lease=5m"; // longer than any stall of a busy machine
        eval.close();
        eval = service(lease);
        try (var other = service(lease)) {
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add((i % 2 == 0 ? eval : other).order("{\"suite\":\"nano-item\",\"limit\":25,\"depths\":[1,2]}"));
            }
            for (Run run : runs) {
                Run end = other.end(run.runId());
                assertThat(end.error()).isNull();
                assertThat(end.done()).isEqualTo(50);
                assertThat(rows(run)).isEqualTo(50);
            }
        }
        assertThat(inference.asked()).hasSize(200);
        assertThat(inference.asked().stream()
                        .collect(Collectors.groupingBy(
                                asked -> asked.message() + asked.maxSteps(), Collectors.counting()))
                        .values())
                .hasSize(50)
                .containsOnly(4L);
    }

    private static final String ROWS =
            "SELECT count(DISTINCT (item, steps, exit_threshold)) FROM item_result WHERE run_id = '%s'";

    private Process child() throws Exception {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-Xmx256m");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(ManagementFactory.getRuntimeMXBean().getClassPath());
        command.add("looplm.eval.EvalApplication");
        command.addAll(TestingEvalService.arguments(folder, database, inference.url()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }

    private int rows(Run run) {
        try {
            return (int) number("SELECT count(*) FROM item_result WHERE run_id = '%s'", run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch reached) {
        TestingEvalService.await(() -> reached.getCount() == 0);
    }

    private long number(String sql, Run run) throws SQLException {
        return Long.parseLong(texts(sql, run).getFirst());
    }

    private List<String> texts(String sql, Run run) throws SQLException {
        return Rows.of(database, sql.formatted(run.runId()));
    }
}
