package looplm.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import looplm.inference.engine.FakeModelRunner;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.model.TickResult.RowResult;
import looplm.model.LoopLm;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine relies on, demanded of the fake and of the real runner alike. */
@Tag("numeric")
class ModelRunnerContractTest {

    private static final int[] PROMPT = {10, 11, 12, 13, 14, 15, 16};
    private static final StepBounds FULL = StepBounds.fixed(4);
    private static final int ROOM = 40;

    enum Kind {
        FAKE {
            @Override
            ModelRunner make(int rows) {
                return new FakeModelRunner(new ModelShape(rows, 4, 256, 259));
            }
        },
        DJL {
            @Override
            ModelRunner make(int rows) {
                LoopLm model = TinyLoopLm.load(3);
                return new DjlModelRunner(model, rows, model::close);
            }
        };

        abstract ModelRunner make(int rows);
    }

    private final List<ModelRunner> open = new ArrayList<>();

    private ModelRunner runner(Kind kind, int rows) {
        ModelRunner runner = kind.make(rows);
        open.add(runner);
        return runner;
    }

    @AfterEach
    void close() {
        open.forEach(ModelRunner::close);
    }

    @ParameterizedTest
    @EnumSource
    void prefill_readsTheStepThatTheBoundsSelect(Kind kind) {
        ModelRunner runner = runner(kind, 1);
        for (int steps = 1; steps <= 4; steps++) {
            ChunkResult result = prefill(runner, 0, StepBounds.fixed(steps));
            assertThat(result.exitStep()).isEqualTo(steps);
            assertThat(result.logits()).hasSize(259);
        }
        assertThat(prefill(runner, 0, new StepBounds(2, 4, Float.MIN_VALUE)).exitStep())
                .isEqualTo(2);
        assertThat(prefill(runner, 0, new StepBounds(1, 4, 1)).exitStep()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void prefill_isTheSame_inChunksOfAnySize(Kind kind) {
        ModelRunner runner = runner(kind, 1);
        StepBounds depth = new StepBounds(1, 4, 0.4f);
        ChunkResult whole = prefill(runner, 0, depth);
        List<RowResult> wholeNext = token(runner, 0, 20, PROMPT.length, depth);
        for (int size = 1; size < PROMPT.length; size++) {
            ChunkResult last = whole;
            for (int start = 0; start < PROMPT.length; start += size) {
                int[] chunk = java.util.Arrays.copyOfRange(PROMPT, start, Math.min(PROMPT.length, start + size));
                last = runner.prefill(new PrefillChunk(0, chunk, start, 4, PROMPT.length, ROOM, depth, false));
                boolean ends = start + chunk.length == PROMPT.length;
                assertThat(last.logits()).as("at %s", start).hasSize(ends ? 259 : 0);
            }
            assertThat(last.exitStep()).isEqualTo(whole.exitStep());
            assertClose(last.logits(), whole.logits());
            List<RowResult> next = token(runner, 0, 20, PROMPT.length, depth);
            assertThat(next).hasSameSizeAs(wholeNext);
            assertClose(next.getLast().logits(), wholeNext.getLast().logits());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tick_runsOneStep_andLeavesAtTheMaximum(Kind kind) {
        ModelRunner runner = runner(kind, 1);
        for (int steps = 1; steps <= 4; steps++) {
            prefill(runner, 0, StepBounds.fixed(steps));
            List<RowResult> results = token(runner, 0, 20, PROMPT.length, StepBounds.fixed(steps));

            assertThat(results).hasSize(steps);
            assertThat(results.subList(0, steps - 1)).allSatisfy(result -> {
                assertThat(result.exited()).isFalse();
                assertThat(result.logits()).isEmpty();
            });
            assertThat(results.getLast().logits()).hasSize(259);
            assertThat(results.getLast().cdf()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tick_leavesWhereTheCdfReachesTheThreshold(Kind kind) {
        ModelRunner runner = runner(kind, 1);
        prefill(runner, 0, FULL);
        List<RowResult> all = token(runner, 0, 20, PROMPT.length, FULL);
        for (int step = 1; step < 4; step++) {
            float reached = all.get(step - 1).cdf();
            prefill(runner, 0, FULL);
            List<RowResult> some = token(runner, 0, 20, PROMPT.length, new StepBounds(1, 4, Math.min(reached, 0.999f)));
            assertThat(some).hasSize(step);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tick_isBitEqual_whoeverSharesIt(Kind kind) {
        ModelRunner runner = runner(kind, 3);
        StepBounds depth = new StepBounds(1, 4, 0.6f);
        prefill(runner, 1, depth);
        List<RowResult> alone = token(runner, 1, 20, PROMPT.length, depth);
        prefill(runner, 1, depth);
        runner.prefill(new PrefillChunk(0, new int[] {1, 2, 3}, 0, 4, ROOM, FULL));
        runner.prefill(new PrefillChunk(2, new int[] {4}, 0, 6, ROOM, StepBounds.fixed(6)));

        float cdf = 0;
        float survival = 1;
        for (int step = 0; step < alone.size(); step++) {
            RowStep own = new RowStep(1, 20, PROMPT.length, step, cdf, survival, depth);
            RowStep first = new RowStep(0, 9, 3, step, 0, 1, FULL);
            RowStep third = new RowStep(2, 8, 1, step, 0, 1, StepBounds.fixed(6));
            RowResult result =
                    runner.tick(new RowTick(List.of(third, own, first))).rows().get(1);

            assertThat(result).usingRecursiveComparison().isEqualTo(alone.get(step));
            cdf = result.cdf();
            survival = result.survival();
        }
    }

    @ParameterizedTest
    @EnumSource
    void row_isAsNew_whenItWasReleasedOrTakenAgain(Kind kind) {
        ModelRunner runner = runner(kind, 2);
        ChunkResult before = prefill(runner, 0, FULL);
        List<RowResult> token = token(runner, 0, 20, PROMPT.length, FULL);
        runner.release(0);
        runner.release(0);
        runner.release(1);

        ChunkResult after = prefill(runner, 0, FULL);

        assertThat(after).usingRecursiveComparison().isEqualTo(before);
        assertThat(token(runner, 0, 20, PROMPT.length, FULL))
                .usingRecursiveComparison()
                .isEqualTo(token);
    }

    @ParameterizedTest
    @EnumSource
    void call_throws_andTheRunnerGoesOn_whenItsArgumentsAreWrong(Kind kind) {
        ModelRunner runner = runner(kind, 1);
        RowStep unfilled = new RowStep(0, 20, PROMPT.length, 0, 0, 1, FULL);

        assertThatThrownBy(() -> runner.tick(new RowTick(List.of(unfilled))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("row 0: no cache (expected: a prefill first)");
        assertThatThrownBy(() -> runner.prefill(new PrefillChunk(0, new int[] {259}, 0, 4, ROOM, FULL)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token: 259");
        assertThatThrownBy(() -> runner.prefill(new PrefillChunk(0, PROMPT, 0, 4, 3, FULL)))
                .isInstanceOf(IllegalArgumentException.class);
        runner.release(0);
        assertThat(prefill(runner, 0, FULL).exitStep()).isEqualTo(4);
    }

    @Test
    void memory_isConstant_overManyRequests() {
        try (LoopLm model = TinyLoopLm.load(3);
                var runner = new DjlModelRunner(model, 2, () -> {})) {
            serveOne(runner);
            int arrays = model.manager().getManagedArrays().size();
            for (int i = 0; i < 20; i++) {
                serveOne(runner);
            }

            assertThat(model.manager().getManagedArrays()).hasSize(arrays);
        }
    }

    private static void serveOne(ModelRunner runner) {
        prefill(runner, 0, FULL);
        token(runner, 0, 20, PROMPT.length, FULL);
        runner.release(0);
    }

    private static ChunkResult prefill(ModelRunner runner, int row, StepBounds depth) {
        return runner.prefill(new PrefillChunk(row, PROMPT, 0, 4, ROOM, depth));
    }

    /** Runs one token until it leaves. */
    private static List<RowResult> token(ModelRunner runner, int row, int token, int position, StepBounds depth) {
        var results = new ArrayList<RowResult>();
        float cdf = 0;
        float survival = 1;
        do {
            var step = new RowStep(row, token, position, results.size(), cdf, survival, depth);
            RowResult result = runner.tick(new RowTick(List.of(step))).rows().getFirst();
            results.add(result);
            cdf = result.cdf();
            survival = result.survival();
        } while (!results.getLast().exited());
        return results;
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float tolerance = Rounding.tolerance(TinyLoopLm.config(), expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
        }
    }
}
