package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import looplm.model.cache.KvCache;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.Placement;
import looplm.model.script.ScriptModule;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.LoopWeights;
import looplm.model.weights.WeightSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form that this CPU computes, against its own promise (neighbours do not matter) and against float32. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class PlacementTest {

    private static final int BUCKET = 4;
    private static final int POSITIONS = 16;
    private static final int[] PROMPT = {1, 2, 3, 4, 5};
    private static final int[] LOUD_PROMPT = {200, 100, 50};

    @TempDir
    private static Path folder;

    private Path directory;

    static List<MatrixForm> forms() {
        try (NDManager manager = ScriptModule.newManager()) {
            return Arrays.stream(MatrixForm.values())
                    .filter(form -> form != MatrixForm.F16_PLAIN && form.fits(manager))
                    .toList();
        }
    }

    @BeforeAll
    void write() {
        directory = TinyLoopLm.write(folder.resolve("model"), 3);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void tick_isBitEqual_whenANeighboursActivationsAreAHundredfold(MatrixForm form) {
        try (LoopLm model = load(form)) {
            assertThat(steps(model, 0)).isDeepEqualTo(steps(model, 1)).isDeepEqualTo(steps(model, 3));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void head_isBitEqual_whenANeighbourIsAHundredfoldZeroOrHuge(MatrixForm form) {
        try (LoopLm model = load(form);
                NDManager scope = model.manager().newSubManager()) {
            float[] own = model.head(scope, rows(scope, model, 1)).get("0").toFloatArray();
            for (float factor : new float[] {100, 0, -1e30f}) {
                assertThat(model.head(scope, rows(scope, model, factor))
                                .get("0")
                                .toFloatArray())
                        .as("neighbour times %s", factor)
                        .isEqualTo(own);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void prefill_isCloseToFloat32_whateverTheForm(MatrixForm form) {
        // On the first step: random weights as wide as these blow up any difference from step to step.
        double tolerance = switch (form) {
            case F32_PLAIN -> 0;
            case F32_ONEDNN -> Rounding.tolerance(TinyLoopLm.config(), 1);
            case F16_FBGEMM, F16_PLAIN -> 0.002;
            case BF16_PLAIN, BF16_ONEDNN -> 0.01;
            case INT8_ONEDNN, INT8_FBGEMM -> 0.08;
        };
        assertThat(relativeError(states(form)[0], states(MatrixForm.F32_PLAIN)[0]))
                .isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void parameters_areCountedTheSame_whateverTheForm(MatrixForm form) {
        try (LoopLm model = load(form);
                LoopLm fresh = TinyLoopLm.load(3)) {
            assertThat(model.parameters()).isEqualTo(fresh.weights().parameters());
        }
    }

    @Test
    void weights_areRefused_whenTheyArePacked() {
        try (LoopLm model = load(MatrixForm.INT8_FBGEMM)) {
            assertThatThrownBy(model::weights)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("packed as int8-fbgemm");
        }
    }

    @Test
    void float16_isRefused_whereAWeightIsBeyondItsRange() {
        var config = TinyLoopLm.config();
        WeightSource source = (name, shape, manager) -> {
            NDArray weight = LoopWeights.initial(config, 3).read(name, shape, manager);
            return name.equals("lm_head.weight") ? weight.muli(1e6) : weight;
        };
        assertThatThrownBy(() -> LoopLm.of(config, source, new Placement(Dtype.F16, ComputeDevice.CPU)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("dtype: f16: \\d+ weights beyond its range \\(expected: bf16 or f32.*");
    }

    @Test
    void placement_isRefused_whenInt8IsAskedOfAGpu() {
        assertThatThrownBy(() -> new Placement(Dtype.INT8, ComputeDevice.CUDA))
                .hasMessageContaining("int8 on cuda (expected: f32, f16 or bf16");
    }

    @Test
    void named_tellsTheNames_whenThereIsNoSuchDtype() {
        assertThat(Dtype.named("bf16")).isEqualTo(Dtype.BF16);
        assertThatThrownBy(() -> Dtype.named("fp4")).hasMessage("dtype: fp4 (expected: one of f32, f16, bf16, int8)");
    }

    private LoopLm load(MatrixForm form) {
        return LoopLm.load(directory, new Placement(form, ComputeDevice.CPU));
    }

    private float[][] states(MatrixForm form) {
        try (LoopLm model = load(form);
                KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            return model.prefill(cache, PROMPT, 0).states();
        }
    }

    /** All states and the logits of one row's token, beside neighbours whose keys, values and states are loud. */
    private static float[][] steps(LoopLm model, int neighbours) {
        var caches = new ArrayList<KvCache>();
        var rows = new ArrayList<TickRow>();
        try {
            for (int i = 0; i <= neighbours; i++) {
                caches.add(model.newCache(TinyLoopLm.STEPS, POSITIONS));
                int[] prompt = i == 0 ? PROMPT : LOUD_PROMPT;
                model.prefill(caches.getLast(), prompt, 0);
                if (i > 0) {
                    caches.getLast().tensor().muli(100);
                }
                rows.add(TickRow.start(caches.getLast(), 7 + i, prompt.length, 1, TinyLoopLm.STEPS, 1));
            }
            return allSteps(model, rows);
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    private static float[][] allSteps(LoopLm model, List<TickRow> rows) {
        var own = new ArrayList<float[]>();
        for (int step = 0; step < TinyLoopLm.STEPS; step++) {
            List<RowResult> results = model.tick(rows, BUCKET);
            own.add(rows.getFirst().cache().state().toFloatArray());
            if (results.getFirst() instanceof RowResult.Exited exited) {
                own.add(exited.logits());
            } else {
                for (int i = 0; i < rows.size(); i++) {
                    rows.set(i, rows.get(i).after(results.get(i)));
                }
            }
        }
        assertThat(own).hasSize(TinyLoopLm.STEPS + 1);
        return own.toArray(float[][]::new);
    }

    /** Length of the difference over the length of the expected. */
    private static double relativeError(float[] actual, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / length);
    }

    /** The same first row, and a second that is another one times a factor. */
    private static NDArray rows(NDManager scope, LoopLm model, float factor) {
        int width = model.config().hiddenSize();
        var random = new Random(5);
        var values = new float[2 * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * (i < width ? 1 : factor);
        }
        assertThat(Arrays.copyOf(values, width)).doesNotContain(0f);
        return scope.create(values, new Shape(2, width));
    }
}
