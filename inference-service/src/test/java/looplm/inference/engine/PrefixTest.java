package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.Finished;
import org.junit.jupiter.api.Test;

/** Beginnings of prompts that are kept, and prompts of several answers. */
class PrefixTest {

    private static final StepBounds FULL = StepBounds.fixed(4);
    private static final int[] PROMPT = IntStream.range(8, 20).toArray();

    private final EngineWorkbench bench = keeping(1000);

    private static EngineWorkbench keeping(int blocks) {
        var settings = new EngineSettings(TickMode.ROW_TICK, 4, 0, true);
        return new EngineWorkbench(new ModelShape(2, 4, 64, 32), settings, new KvMemory(blocks, 4));
    }

    @Test
    void beginning_isNotRunAgain_andNotBilled() {
        Run first = run(Wish.of(FULL, 3, PROMPT));
        Run again = run(Wish.of(FULL, 3, PROMPT));

        assertThat(again.tokens()).isEqualTo(first.tokens());
        // two of three chunks: the last token must run, to be read
        assertThat(again.counts().cachedTokens()).isEqualTo(8);
        assertThat(again.counts().promptSteps()).isEqualTo(4 * 4);
        assertThat(first.counts().promptSteps()).isEqualTo(12 * 4);
        assertThat(bench.engine.stats().prefixHits()).isEqualTo(8);
        assertThat(bench.engine.stats().prefixQueries()).isEqualTo(24);
    }

    @Test
    void chunks_stayOnTheGrid_afterABeginningThatWasFound() {
        run(Wish.of(FULL, 1, PROMPT));
        int before = bench.runner.calls().size();
        int[] longer =
                IntStream.concat(IntStream.of(PROMPT), IntStream.range(20, 23)).toArray();
        run(Wish.of(FULL, 1, longer));

        assertThat(bench.runner.calls().subList(before, bench.runner.calls().size()))
                .extracting(call -> ((PrefillChunk) call).start())
                .containsExactly(12);
    }

    @Test
    void beginning_isOfItsTenantAndDepthAlone() {
        run(Wish.of(FULL, 3, PROMPT));
        Run other = run(Wish.of(FULL, 3, PROMPT).tenant("other"));
        Run deeper = run(Wish.of(StepBounds.fixed(6), 3, PROMPT));
        int[] different = PROMPT.clone();
        different[0]++;
        Run changed = run(Wish.of(FULL, 3, different));

        assertThat(List.of(other, deeper, changed))
                .allSatisfy(run -> assertThat(run.counts().cachedTokens()).isZero());
    }

    @Test
    void leastLatelyUsed_goesFirst_whenMemoryIsNeeded() {
        // a prompt of 12 and an answer of 4 take 4 blocks of 4 planes = 16; three kept chunks 12
        var small = keeping(16 + 12);
        int[] other = IntStream.range(0, 12).map(i -> 31 - i).toArray();
        Wish wish = Wish.of(FULL, 4, PROMPT);
        small.submit(wish);
        small.runAll();
        assertThat(small.memory.keptBlocks()).isEqualTo(12);

        Run evicting = small.submit(Wish.of(FULL, 4, other));
        small.runAll();
        assertThat(evicting.last()).isInstanceOf(Finished.class);
        Run again = small.submit(wish);
        small.runAll();

        assertThat(again.counts().cachedTokens()).isZero();
        assertThat(small.runner.heldPages()).isEqualTo((int) small.memory.keptBlocks() / 4);
    }

    @Test
    void answersOfOnePrompt_runItOnce_eachWithItsOwnDraws() {
        List<Run> runs = bench.submitTogether(List.of(
                Wish.of(FULL, 4, PROMPT),
                Wish.of(FULL, 4, PROMPT).sampler((_, position) -> position % 5),
                Wish.of(FULL, 4, PROMPT)));
        bench.runAll();

        assertThat(bench.engine.stats().prefillTokens()).isEqualTo(PROMPT.length);
        assertThat(runs.get(2).tokens()).isEqualTo(runs.get(0).tokens());
        assertThat(runs.get(1).tokens()).containsExactly(2, 3, 4, 0);
        assertThat(runs.get(1).counts().promptSteps()).isZero();
        assertThat(Counts.together(runs.stream().map(Run::counts).toList())).satisfies(counts -> {
            assertThat(counts.promptTokens()).isEqualTo(PROMPT.length);
            assertThat(counts.promptSteps()).isEqualTo(PROMPT.length * 4L);
            assertThat(counts.completionTokens()).isEqualTo(12);
            assertThat(counts.cachedTokens()).isZero();
        });
        assertThat(bench.runner.heldPages()).isEqualTo(3);
    }

    @Test
    void secondAnswer_runsThePromptItself_whenTheFirstFailsInIt() {
        bench.runner.failNext(1);
        List<Run> runs = bench.submitTogether(List.of(Wish.of(FULL, 4, PROMPT), Wish.of(FULL, 4, PROMPT)));
        bench.runAll();

        assertThat(runs.get(0).last()).isInstanceOf(Failed.class);
        assertThat(runs.get(1).last()).isInstanceOf(Finished.class);
        assertThat(bench.memory.reservedBlocks()).isZero();
    }

    @Test
    void pageOfAPrompt_isDropped_whenTheOthersAreCancelledBeforeTheyStart() {
        var one = new EngineWorkbench(new ModelShape(1, 4, 64, 32), EngineSettings.plain(4), new KvMemory(1000, 4));
        List<Run> runs = one.submitTogether(List.of(Wish.of(FULL, 4, PROMPT), Wish.of(FULL, 4, PROMPT)));
        while (runs.getFirst().events().isEmpty()) {
            one.engine.tick();
        }
        assertThat(one.runner.heldPages()).isEqualTo(1);

        runs.get(1).sequence().cancel();
        one.engine.tick();
        assertThat(one.runner.heldPages()).isZero();
        assertThat(one.memory.keptBlocks()).isZero();
    }

    private Run run(Wish wish) {
        Run run = bench.submit(wish);
        bench.runAll();
        return run;
    }
}
