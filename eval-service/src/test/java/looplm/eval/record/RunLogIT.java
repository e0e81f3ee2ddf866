package looplm.eval.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import looplm.eval.Rows;
import looplm.eval.TestingEvalService;
import looplm.eval.TestingInferenceServer;
import looplm.eval.client.Reply;
import looplm.eval.client.TargetModel;
import looplm.eval.suite.Suite;
import looplm.eval.suite.Suites;
import looplm.testing.TestPostgres;
import looplm.wire.openai.LoopUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataIntegrityViolationException;

/** The tables behind the entities, and who may write them. The service's own worker sleeps. */
class RunLogIT {

    private static final UUID ME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final TargetModel MODEL = new TargetModel("m", "0123456789ab", "f32-onednn", 4, 6);

    @TempDir
    static Path folder;

    private static TestPostgres.Database database;
    private static TestingInferenceServer inference;
    private static TestingEvalService eval;
    private static RunRepository runs;
    private static RunLog log;

    @BeforeAll
    static void start() {
        database = TestPostgres.newDatabase();
        inference = new TestingInferenceServer();
        eval = new TestingEvalService(folder, database, inference.url(), "--looplm.eval.poll=1h");
        runs = eval.bean(RunRepository.class);
        log = eval.bean(RunLog.class);
    }

    @AfterAll
    static void stop() {
        eval.close();
        inference.close();
    }

    @AfterEach
    void empty() {
        eval.bean(AggregateRepository.class).deleteAllInBatch();
        eval.bean(ItemResultRepository.class).deleteAllInBatch();
        runs.deleteAllInBatch();
    }

    private static Suite suite() {
        return eval.bean(Suites.class).find("nano-item").orElseThrow();
    }

    private static EvalRun queue() {
        Instant now = eval.bean(InstantSource.class).instant();
        var plan = new RunPlan(List.of(1, 2), List.of(0.1), 5);
        return runs.save(new EvalRun(UUID.randomUUID(), suite(), plan, 15, 0.0625, now));
    }

    private static ItemResult row(EvalRun run, int item, Variant variant) {
        var usage = new LoopUsage(6, 2, 2.0, 0, new TreeMap<>(Map.of(1, 2L, 3, 1L)), 8);
        var reply = new Reply.Answered(UUID.randomUUID(), "ö", "m@h", 3, usage);
        return new ItemResult(run.id(), suite().items().get(item), variant, ItemOutcome.RIGHT, reply, run.createdAt());
    }

    @Test
    void run_isReadAsItWasWritten() {
        EvalRun written = queue();

        EvalRun read = runs.findById(written.id()).orElseThrow();
        assertThat(read.plan()).isEqualTo(written.plan());
        assertThat(read.createdAt()).isEqualTo(written.createdAt());
        assertThat(read.state()).isEqualTo(RunState.QUEUED);
        assertThat(read.fingerprint()).isEqualTo(suite().fingerprint());
        assertThat(read.suiteVersion()).isEqualTo(suite().version());
        assertThat(read.number()).isPresent();
        assertThat(read.model()).isEmpty();
        assertThat(read.weightsHash()).isEmpty();
        assertThat(read.done()).isZero();
    }

    @Test
    void row_isReadAsItWasWritten_andIsJsonInTheDatabase() throws SQLException {
        EvalRun run = queue();
        Claim claim = log.claim(ME).orElseThrow();
        log.append(claim, List.of(row(run, 0, new Variant.Fixed(2)), row(run, 0, new Variant.Adaptive(0.1))));

        assertThat(eval.bean(ItemResultRepository.class).findAll()).hasSize(2).allSatisfy(read -> {
            assertThat(read.exitSteps()).isEqualTo(Map.of(1, 2L, 3, 1L));
            assertThat(read.outcome()).isEqualTo(ItemOutcome.RIGHT);
            assertThat(read.recordedAt()).isEqualTo(run.createdAt());
        });
        assertThat(text("SELECT jsonb_typeof(exit_steps) || (exit_steps ->> '3') || answer || exit_steps_sum"
                        + " FROM item_result WHERE steps = 2"))
                .isEqualTo("object1ö5");
        assertThat(text("SELECT plan::text FROM run"))
                .isEqualTo("{\"limit\": 5, \"depths\": [1, 2], \"thresholds\": [0.1]}");
        assertThat(log.recorded(claim))
                .containsExactlyInAnyOrder(
                        RecordedItem.of(new Work(suite().items().getFirst(), new Variant.Fixed(2))),
                        RecordedItem.of(new Work(suite().items().getFirst(), new Variant.Adaptive(0.1))));
        assertThat(runs.findById(run.id()).orElseThrow().done()).isEqualTo(2);
    }

    @Test
    void row_isRefused_whenItIsThereAlready_andNothingOfItsBatchStays() {
        EvalRun run = queue();
        Claim claim = log.claim(ME).orElseThrow();
        for (Variant variant : List.of(new Variant.Fixed(1), new Variant.Adaptive(0.1))) {
            log.append(claim, List.of(row(run, 0, variant)));
            var batch = List.of(row(run, 1, variant), row(run, 0, variant));
            assertThatThrownBy(() -> log.append(claim, batch)).isInstanceOf(DataIntegrityViolationException.class);
        }

        assertThat(log.recorded(claim)).hasSize(2);
        assertThat(runs.findById(run.id()).orElseThrow().done()).isEqualTo(2);
    }

    @Test
    void claim_takesTheOldest_andEachOnlyOnce() {
        EvalRun first = queue();
        EvalRun second = queue();

        assertThat(log.claim(ME).orElseThrow().id()).isEqualTo(first.id());
        assertThat(log.claim(OTHER).orElseThrow().id()).isEqualTo(second.id());
        assertThat(log.claim(UUID.randomUUID())).isEmpty();
        assertThat(log.claim(ME).orElseThrow().id()).isEqualTo(first.id());
    }

    @Test
    void claim_passesARowThatAnotherIsTaking() throws SQLException {
        EvalRun first = queue();
        EvalRun second = queue();
        try (var connection = database.connect("looplm_eval");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT id FROM run WHERE id = '" + first.id() + "' FOR UPDATE");
            assertThat(log.claim(ME).orElseThrow().id()).isEqualTo(second.id());
            connection.rollback();
        }
    }

    @Test
    void processThatWasOvertaken_canWriteNothing() throws SQLException {
        EvalRun run = queue();
        Claim slow = log.claim(ME).orElseThrow();
        assertThat(log.claim(OTHER)).isEmpty();
        database.execute("looplm_eval", "UPDATE run SET lease_until = now() - interval '1 second'");
        Claim fast = log.claim(OTHER).orElseThrow();

        var rows = List.of(row(run, 0, new Variant.Fixed(1)));
        assertThatThrownBy(() -> log.append(slow, rows)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> log.begin(slow, MODEL)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> log.finish(slow)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> log.fail(slow, "x")).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> log.release(slow)).isInstanceOf(LeaseLostException.class);
        assertThat(log.recorded(fast)).isEmpty();
        log.append(fast, rows);
        log.begin(fast, MODEL);
        log.finish(fast);
        assertThat(runs.findById(run.id()).orElseThrow().state()).isEqualTo(RunState.FINISHED);
        assertThatThrownBy(() -> log.append(fast, List.of())).isInstanceOf(LeaseLostException.class);
        assertThat(log.claim(ME)).isEmpty();
    }

    @Test
    void begin_tellsEveryKernelThatServed() {
        EvalRun run = queue();
        Claim lease = log.claim(ME).orElseThrow();
        for (String kernel : List.of("f32-onednn", "f32-onednn", "bf16-onednn", "f32-onednn")) {
            log.begin(lease, new TargetModel("m", "0123456789ab", kernel, 4, 6));
        }
        log.finish(lease);

        assertThat(runs.findById(run.id()).orElseThrow().kernel()).contains("f32-onednn, bf16-onednn");
    }

    @Test
    void release_keepsThePlaceInTheQueue() {
        EvalRun first = queue();
        queue();

        log.release(log.claim(ME).orElseThrow());

        assertThat(log.claim(OTHER).orElseThrow().id()).isEqualTo(first.id());
    }

    private static String text(String sql) throws SQLException {
        return Rows.of(database, sql).getFirst();
    }
}
