package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.scoring.Scoring;
import looplm.inference.engine.scoring.Scoring.Outcome;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import org.junit.jupiter.api.Test;

/** Scoring beside rows that decode. */
class ScoringTest {

    private static final Wish ENDLESS = Wish.of(StepBounds.fixed(4), 10_000, 8);

    private final EngineWorkbench bench = EngineWorkbench.ofRows(2);

    @Test
    void scores_areTold_andNothingIsHeld() {
        Scoring scoring = offer(3, Long.MAX_VALUE / 2);
        bench.runAll();

        assertThat(scoring.outcome()).isInstanceOfSatisfying(Outcome.Scored.class, scored -> {
            assertThat(scored.scores()).hasSize(3);
            assertThat(scored.scores().get(2).byStep()).containsExactly(-3, -1.5, -1, -0.75);
        });
        assertThat(scoring.fedTokens()).isEqualTo(2 + 3);
        assertNothingIsHeld();
    }

    @Test
    void rows_goOn_whileThereIsMuchToScore_andItComesToAnEnd() {
        bench.runner.script(_ -> 1);
        Run run = bench.submit(ENDLESS);
        Scoring scoring = offer(200, Long.MAX_VALUE / 2);
        int ticks = 0;
        while (scoring.outcome() == null) {
            bench.engine.tick();
            ticks++;
        }
        assertThat(run.tokens()).isNotEmpty();
        assertThat(ticks).isGreaterThan(bench.runner.pieces());
        assertThat(bench.runner.pieces()).isEqualTo(200);
    }

    @Test
    void cancel_endsItBetweenTwoPieces_runningOrWaiting() {
        Scoring running = offer(100, Long.MAX_VALUE / 2);
        Scoring waiting = offer(100, Long.MAX_VALUE / 2);
        for (int i = 0; i < 5; i++) {
            bench.engine.tick();
        }
        running.cancel();
        waiting.cancel();
        bench.runAll();

        assertThat(running.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(running.fedTokens()).isBetween(2, 10);
        assertThat(waiting.outcome()).isEqualTo(new Outcome.Cancelled());
        assertThat(waiting.fedTokens()).isZero();
        assertNothingIsHeld();
    }

    @Test
    void desk_isBounded_andATaskThatWaitsTooLongFails() {
        Scoring late = offer(1, System.nanoTime());
        offer(1, Long.MAX_VALUE / 2);
        assertThat(bench.scoring.offer(scoring(1, Long.MAX_VALUE / 2))).isFalse();
        bench.runAll();

        assertThat(late.outcome()).isEqualTo(new Outcome.Failed(FailureCause.WAITED_TOO_LONG));
    }

    @Test
    void fault_failsItsOwnTaskOnly() {
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(4), 50, 8));
        bench.engine.tick();
        Scoring failing = offer(3, Long.MAX_VALUE / 2);
        while (!failing.started()) {
            bench.engine.tick();
        }
        // whether it failed in its first piece or the row's tick did: one of the two goes on
        bench.runner.failNext(1);
        bench.runAll();

        boolean failed = failing.outcome() instanceof Outcome.Failed;
        assertThat(run.last() instanceof Finished).isEqualTo(failed);
        assertNothingIsHeld();
    }

    @Test
    void failAll_endsRunningAndWaiting() {
        Scoring running = offer(100, Long.MAX_VALUE / 2);
        Scoring waiting = offer(100, Long.MAX_VALUE / 2);
        bench.engine.tick();
        bench.engine.tick();
        bench.engine.failAll(FailureCause.SHUTTING_DOWN);

        assertThat(List.of(running, waiting))
                .allSatisfy(one -> assertThat(one.outcome()).isEqualTo(new Outcome.Failed(FailureCause.SHUTTING_DOWN)));
        assertNothingIsHeld();
    }

    private void assertNothingIsHeld() {
        assertThat(bench.runner.openScorings()).isZero();
        assertThat(bench.memory.reservedBlocks()).isZero();
    }

    private Scoring offer(int continuations, long startBy) {
        Scoring scoring = scoring(continuations, startBy);
        assertThat(bench.scoring.offer(scoring)).isTrue();
        return scoring;
    }

    private static Scoring scoring(int continuations, long startBy) {
        List<int[]> rest = IntStream.rangeClosed(1, continuations)
                .mapToObj(length -> new int[Math.min(length, 5)])
                .toList();
        return new Scoring(new ScoringTask(new int[] {3, 4}, rest, 4), startBy, () -> {});
    }
}
