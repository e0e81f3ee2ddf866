package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitPolicy;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.Placement;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same text on a GPU. The CPU, which the goldens hold to the reference, is the measure. */
@Tag("gpu")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CudaTest {

    private static final int[] PROMPT = {1, 2, 3, 4, 5, 200, 100};
    private static final int POSITIONS = 64;
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    private static Path folder;

    private LoopLm cpu;
    private LoopLm cuda;
    private Path directory;

    @BeforeAll
    void load() {
        directory = TinyLoopLm.write(folder.resolve("model"), 3);
        cpu = LoopLm.load(directory);
        cuda = LoopLm.load(directory, new Placement(Dtype.F32, ComputeDevice.CUDA));
    }

    @AfterAll
    void close() {
        cuda.close();
        cpu.close();
    }

    @Test
    void forward_equalsTheCpu_atEveryStepAndPosition() {
        float[][] expected = forward(cpu);
        float[][] actual = forward(cuda);
        for (int i = 0; i < expected.length; i++) {
            close(actual[i], expected[i], TOLERANCE);
        }
    }

    @Test
    void prefill_fillsTheSameCache() {
        try (KvCache expected = cpu.newCache(TinyLoopLm.STEPS, POSITIONS);
                KvCache actual = cuda.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            close(
                    cuda.prefill(actual, PROMPT, 0).gateLogits(),
                    cpu.prefill(expected, PROMPT, 0).gateLogits(),
                    TOLERANCE);
            for (int step = 0; step < TinyLoopLm.STEPS; step++) {
                var slot = new KvSlot(step, 1);
                close(actual.keys(slot, PROMPT.length), expected.keys(slot, PROMPT.length), TOLERANCE);
                close(actual.values(slot, PROMPT.length), expected.values(slot, PROMPT.length), TOLERANCE);
            }
        }
    }

    @Test
    void tick_equalsTheCpu_whenRowsAreAtMixedDepths() {
        List<RowResult> expected = ticks(cpu);
        List<RowResult> actual = ticks(cuda);
        for (int row = 0; row < expected.size(); row++) {
            assertThat(actual.get(row).gateLogit()).isCloseTo(expected.get(row).gateLogit(), within(TOLERANCE));
            close(actual.get(row).logits(), expected.get(row).logits(), TOLERANCE);
            assertThat(actual.get(row).cdf()).isCloseTo(expected.get(row).cdf(), within(TOLERANCE));
            assertThat(actual.get(row)).hasSameClassAs(expected.get(row));
        }
    }

    @Test
    void generation_givesTheSameTokensAndExitSteps() {
        assertThat(generate(cuda)).isEqualTo(generate(cpu));
    }

    @Test
    void bf16_isCloseToFloat32() {
        try (LoopLm half = LoopLm.load(directory, new Placement(Dtype.BF16, ComputeDevice.CUDA))) {
            close(firstStep(half), firstStep(cpu), 0.1f);
        }
    }

    private static float[] firstStep(LoopLm model) {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            return model.prefill(cache, PROMPT, 0).states()[0];
        }
    }

    /** Gate logits and logits of all steps and positions. */
    private static float[][] forward(LoopLm model) {
        try (NDManager scope = model.manager().newSubManager()) {
            NDArray ids = scope.create(new long[][] {{1, 2, 3, 4}, {9, 8, 7, 6}});
            NDArray positions = scope.create(new long[][] {{0, 1, 2, 3}, {0, 1, 2, 3}});
            AllSteps steps = model.forward(scope, ids, positions, Optional.empty(), TinyLoopLm.STEPS);
            return new float[][] {
                steps.gateLogits().toFloatArray(),
                model.head(scope, steps.hidden()).toFloatArray()
            };
        }
    }

    /** Two rows, one a step deeper. */
    private static List<RowResult> ticks(LoopLm model) {
        try (KvCache one = model.newCache(TinyLoopLm.STEPS, POSITIONS);
                KvCache other = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            model.prefill(one, PROMPT, 0);
            model.prefill(other, PROMPT, 0);
            TickRow first = TickRow.start(one, 7, PROMPT.length, 1, 2, 1);
            var all = new ArrayList<>(model.tick(List.of(first), 2));
            TickRow second = TickRow.start(other, 8, PROMPT.length, 1, TinyLoopLm.STEPS, 0.5f);
            all.addAll(model.tick(List.of(first.after(all.getFirst()), second), 2));
            return all;
        }
    }

    private static List<String> generate(LoopLm model) {
        var exit = new ExitPolicy.CumulativeThreshold(0.5f, 1, TinyLoopLm.STEPS);
        var request = new GenerationRequest(exit, KvPolicy.LAST_EXITED, new SamplingParams(0, 1, 0, 0), 24, Set.of());
        return new SerialGenerator(model)
                .generate(PROMPT, request, (token, logits) -> {}).tokens().stream()
                        .map(token -> token.id() + " at " + token.exitStep())
                        .toList();
    }

    private static void close(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
