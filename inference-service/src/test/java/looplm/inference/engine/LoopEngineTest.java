package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.Batch;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import looplm.inference.engine.token.TokenEvent.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopEngineTest {

    private static final StepBounds FULL = StepBounds.fixed(4);

    @Test
    void tick_costsOne_whenATokenExitsAtStepOne() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(1), 4, 3, 4));
        bench.engine.tick();
        assertThat(run.tokens()).as("the prompt gives the first token").hasSize(1);

        bench.engine.tick();

        assertThat(bench.runner.ticks()).hasSize(1);
        assertThat(run.tokens()).hasSize(2);
        assertThat(run.counts().executedSteps()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6})
    void counts_areExact_atEveryFixedDepth(int steps) {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(steps), 5, 3, 4, 5));
        bench.runAll();

        int planes = Math.max(4, steps);
        Counts counts = run.counts();
        assertThat(counts.promptTokens()).isEqualTo(3);
        assertThat(counts.completionTokens()).isEqualTo(5);
        assertThat(counts.promptSteps()).isEqualTo(3L * planes);
        assertThat(counts.executedSteps())
                .isEqualTo(4L * steps)
                .isEqualTo(bench.runner.ticks().size());
        assertThat(counts.meanSteps()).hasValue(steps);
        assertThat(counts.savedSteps()).isEqualTo(4L * planes - 4L * steps);
        assertThat(counts.billedSteps()).isEqualTo(3L * planes + 4L * steps);
        assertThat(counts.exitSteps()).containsExactly(entry(steps, 5L));
        assertThat(run.last()).isEqualTo(new Finished("", FinishReason.MAX_TOKENS, counts));
    }

    @Test
    void counts_haveNoMean_whenTheAnswerIsOneToken() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(2), 1, 3));
        bench.runAll();

        assertThat(bench.runner.ticks()).isEmpty();
        assertThat(run.counts().meanSteps()).isEmpty();
        assertThat(run.counts().savedSteps()).isZero();
        assertThat(run.counts().exitSteps()).containsExactly(entry(2, 1L));
        assertThat(run.counts().billedSteps()).isEqualTo(4);
    }

    @Test
    void token_exitsWhereTheCdfReachesTheThreshold_firstTokenIncluded() {
        var bench = EngineWorkbench.ofRows(1);
        // hazard 1/2 at every step: cdf 0.5, 0.75, 0.875
        bench.runner.script(_ -> 1).gates((_, _) -> 0);
        Run run = bench.submit(Wish.of(new StepBounds(1, 4, 0.7f), 3, 3));
        Run late = bench.submit(Wish.of(new StepBounds(3, 4, 0.3f), 3, 3));
        Run never = bench.submit(Wish.of(new StepBounds(1, 4, 1f), 3, 3));
        bench.runAll();

        assertThat(run.exitSteps()).containsExactly(2, 2, 2);
        assertThat(late.exitSteps()).containsExactly(3, 3, 3);
        assertThat(never.exitSteps()).containsExactly(4, 4, 4);
    }

    @Test
    void replay_repeatsRecordedDepths_whateverTheGateSays() {
        var bench = EngineWorkbench.ofRows(2);
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(FULL, 7, 3).replay(3, 1, 4, 2));
        Run other = bench.submit(Wish.of(FULL, 5, 4).replay(1));
        bench.runAll();

        assertThat(run.exitSteps()).containsExactly(3, 1, 4, 2, 3, 1, 4);
        assertThat(other.exitSteps()).containsOnly(1);
        assertThat(run.counts().executedSteps()).isEqualTo(1 + 4 + 2 + 3 + 1 + 4);
        assertThat(bench.engine.stats().rowTicks()).isEqualTo(15 + 4);
    }

    @Test
    void endToken_countsAndIsNotShown() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(history -> history.size() == 3 ? EngineWorkbench.END : 1);
        Run run = bench.submit(Wish.of(FULL, 10, 3));
        bench.runAll();

        assertThat(run.tokens()).containsExactly(1, 1);
        assertThat(run.counts().completionTokens()).isEqualTo(3);
        assertThat(run.counts().executedSteps()).isEqualTo(8);
        assertThat(run.counts().exitSteps()).containsExactly(entry(4, 3L));
        assertThat(run.last())
                .isInstanceOfSatisfying(
                        Finished.class, end -> assertThat(end.reason()).isEqualTo(FinishReason.STOP));
    }

    @Test
    void endToken_runsOn_whenIgnored() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> EngineWorkbench.END);
        Run run = bench.submit(Wish.of(FULL, 5, 3).ignoringEnd());
        bench.runAll();

        assertThat(run.tokens()).containsExactly(7, 7, 7, 7, 7);
    }

    @Test
    void endToken_isNotSampled_beforeMinTokens() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> EngineWorkbench.END);
        Run run = bench.submit(Wish.of(FULL, 10, 3).minTokens(3));
        bench.runAll();

        assertThat(run.tokens()).hasSize(3).doesNotContain(EngineWorkbench.END);
        assertThat(run.counts().completionTokens()).isEqualTo(4);
    }

    @Test
    void stopText_endsTheAnswer_andIsNotShown() {
        var bench = EngineWorkbench.ofRows(1);
        // a b c d e ...
        bench.runner.script(history -> history.size() - 1);
        Run run = bench.submit(Wish.of(FULL, 20, 0).stops("cd", "xyz"));
        bench.runAll();

        assertThat(run.text()).isEqualTo("ab");
        assertThat(run.counts().completionTokens()).isEqualTo(4);
        assertThat(run.last())
                .isInstanceOfSatisfying(
                        Finished.class, end -> assertThat(end.reason()).isEqualTo(FinishReason.STOP));
    }

    @Test
    void stopText_isOrdinaryText_beforeMinTokens() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(history -> (history.size() - 1) % 5);
        Run run = bench.submit(Wish.of(FULL, 20, 0).stops("cd").minTokens(4));
        bench.runAll();

        assertThat(run.text()).isEqualTo("abcdeab");
    }

    @Test
    void heldBackText_isShown_whenTheLimitEndsTheAnswer() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(history -> history.size() - 1);
        Run run = bench.submit(Wish.of(FULL, 3, 0).stops("cz"));
        bench.runAll();

        assertThat(run.text()).isEqualTo("abc");
        assertThat(run.last())
                .isInstanceOfSatisfying(
                        Finished.class, end -> assertThat(end.text()).isEqualTo("c"));
    }

    @Test
    void token_tellsWhatIsBilledSoFar() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(2), 3, 3, 3));
        bench.runAll();

        assertThat(run.events().subList(0, 3))
                .extracting(event -> ((Token) event).billedSteps())
                .containsExactly(8L, 10L, 12L);
    }

    @Test
    void cancel_endsARunningRequestBeforeTheNextTick_andTheNextIsServed() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run left = bench.submit(Wish.of(FULL, 50, 3));
        Run next = bench.submit(Wish.of(FULL, 2, 4));
        for (int i = 0; i < 10; i++) {
            bench.engine.tick();
        }
        long executed = left.counts().executedSteps();

        left.sequence().cancel();
        bench.runAll();

        assertThat(left.last()).isEqualTo(new Cancelled(left.counts()));
        assertThat(left.counts().executedSteps()).isEqualTo(executed).isEqualTo(9);
        assertThat(left.sequence().state()).isEqualTo(Sequence.State.CANCELLED);
        assertThat(next.last()).isInstanceOf(Finished.class);
        assertThat(bench.runner.heldRows()).isZero();
    }

    @Test
    void cancel_endsAWaitingRequest_whileAnotherRuns() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        bench.submit(Wish.of(FULL, 50, 3));
        Run waiting = bench.submit(Wish.of(FULL, 50, 3));
        bench.engine.tick();

        waiting.sequence().cancel();
        bench.engine.tick();

        assertThat(waiting.events()).containsExactly(new Cancelled(waiting.counts()));
        assertThat(waiting.counts().billedSteps()).isZero();
        assertThat(bench.queue.size()).isZero();
    }

    @Test
    void failedTick_failsTheRequestsItTouched_andTheEngineGoesOn() {
        var bench = EngineWorkbench.ofRows(2);
        bench.runner.script(_ -> 1);
        Run first = bench.submit(Wish.of(FULL, 50, 3));
        Run second = bench.submit(Wish.of(FULL, 50, 4));
        Run third = bench.submit(Wish.of(FULL, 2, 5));
        while (bench.runner.ticks().size() < 2) {
            bench.engine.tick();
        }

        bench.runner.failNext(1);
        bench.runAll();

        assertThat(first.last()).isEqualTo(new Failed(FailureCause.INTERNAL, first.counts()));
        assertThat(second.last()).isEqualTo(new Failed(FailureCause.INTERNAL, second.counts()));
        assertThat(third.last()).isInstanceOf(Finished.class);
        assertThat(bench.engine.stats().failedCalls()).isEqualTo(1);
        assertThat(bench.runner.heldRows()).isZero();
    }

    @Test
    void failedPrefill_failsItsOwnRequestOnly() {
        var bench = EngineWorkbench.ofRows(2);
        bench.runner.script(_ -> 1);
        Run running = bench.submit(Wish.of(FULL, 5, 3));
        bench.engine.tick();
        Run failing = bench.submit(Wish.of(FULL, 5, 4));
        bench.engine.tick();

        bench.runner.failNext(1);
        bench.runAll();

        assertThat(failing.events()).containsExactly(new Failed(FailureCause.INTERNAL, failing.counts()));
        assertThat(running.last()).isInstanceOf(Finished.class);
    }

    @Test
    void failedSampler_failsItsOwnRequestOnly() {
        var bench = EngineWorkbench.ofRows(2);
        bench.runner.script(_ -> 1);
        Run good = bench.submit(Wish.of(FULL, 5, 3));
        Run bad = bench.submit(Wish.of(FULL, 5, 4).sampler((_, position) -> {
            if (position == 3) {
                throw new IllegalArgumentException("logits: NaN");
            }
            return 1;
        }));
        bench.runAll();

        assertThat(bad.last()).isInstanceOf(Failed.class);
        assertThat(bad.tokens()).hasSize(2);
        assertThat(good.last()).isInstanceOf(Finished.class);
        assertThat(good.tokens()).hasSize(5);
    }

    @Test
    void prompt_runsInChunks_eachFollowedByATickOfTheOthers() {
        var bench = new EngineWorkbench(new ModelShape(2, 4, 64, 32), 2);
        bench.runner.script(_ -> 1);
        bench.submit(Wish.of(FULL, 50, 3));
        bench.engine.tick();
        bench.engine.tick();
        int before = bench.runner.calls().size();
        bench.submit(Wish.of(FULL, 3, 1, 2, 3, 4, 5));
        for (int i = 0; i < 5; i++) {
            bench.engine.tick();
        }

        List<Batch> calls = bench.runner.calls().subList(before, before + 5);
        assertThat(calls)
                .extracting(Object::getClass)
                .containsExactly(
                        (Class) PrefillChunk.class,
                        RowTick.class,
                        PrefillChunk.class,
                        RowTick.class,
                        PrefillChunk.class);
        assertThat(calls)
                .filteredOn(PrefillChunk.class::isInstance)
                .extracting(call -> ((PrefillChunk) call).start())
                .containsExactly(0, 2, 4);
        assertThat(calls)
                .filteredOn(PrefillChunk.class::isInstance)
                .extracting(call -> ((PrefillChunk) call).last())
                .containsExactly(false, false, true);
    }

    @Test
    void prefill_fillsPlanesForTheDeeperOfTrainedAndAsked() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        bench.submit(Wish.of(StepBounds.fixed(1), 1, 3));
        bench.submit(Wish.of(StepBounds.fixed(6), 1, 3));
        bench.runAll();

        assertThat(bench.runner.calls())
                .extracting(call -> ((PrefillChunk) call).planes())
                .containsExactly(4, 6);
    }

    @Test
    void failAll_endsRunningAndWaiting() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        Run running = bench.submit(Wish.of(FULL, 50, 3));
        Run waiting = bench.submit(Wish.of(FULL, 50, 3));
        bench.engine.tick();

        bench.engine.failAll(FailureCause.SHUTTING_DOWN);

        assertThat(running.last()).isEqualTo(new Failed(FailureCause.SHUTTING_DOWN, running.counts()));
        assertThat(waiting.last()).isEqualTo(new Failed(FailureCause.SHUTTING_DOWN, waiting.counts()));
        assertThat(bench.engine.tick()).isFalse();
    }
}
