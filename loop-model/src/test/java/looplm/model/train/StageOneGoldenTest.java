package looplm.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.ScriptModule;
import looplm.model.train.recipe.Recipe.AdamWSettings;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stage I and AdamW against what the reference computes on the golden checkpoint tiny-a. */
class StageOneGoldenTest {

    private static final Path CASE = Path.of("src", "test", "resources", "golden", "tiny-a");
    private static final double BETA = 0.1;

    private NDManager manager;
    private LoopLmConfig config;
    private LoopText text;
    private Map<String, NDArray> expected;
    private JsonNode scalars;

    @BeforeEach
    void load() throws IOException {
        manager = ScriptModule.newManager();
        config = LoopLmConfig.read(CASE.resolve("checkpoint"));
        text = new LoopText(manager, config);
        expected = new HashMap<>();
        try (var in = Files.newInputStream(CASE.resolve("expected.safetensors"))) {
            NDList.decode(manager, in).forEach(array -> expected.put(array.getName(), array));
        }
        scalars = JsonMapper.shared()
                .readTree(Files.readString(CASE.resolve("expected.json")))
                .path("scalars");
    }

    @AfterEach
    void close() {
        text.close();
        manager.close();
    }

    @Test
    void backward_givesTheReferencesLossAndGradients_whenAllPositionsCount() {
        var parameters = parameters();
        var batch = batch(false);

        var result = stageOne().backward(batch, weights(batch), BETA, parameters);

        assertThat(result.loss()).isEqualTo(scalar("train.stage1.loss"), Offset.offset(1e-5f));
        assertClose(result.ce(), floats("train.stage1.ce"), 1e-4);
        assertClose(transposed(result.exits()), floats("train.stage1.p"), 1e-5);
        double[] stepCe = StageOneResult.means(result.ce());
        for (int t = 0; t < config.recurrentSteps(); t++) {
            assertThat(stepCe[t])
                    .isEqualTo(scalars.path("train.stage1.step_ce").get(t).doubleValue(), Offset.offset(1e-5));
        }
        parameters.byName().forEach((name, array) -> assertGradient(name, array.getGradient()));
    }

    @Test
    void backward_givesTheReferencesLoss_whenSomePositionsAreMasked() {
        var batch = batch(true);

        var result = stageOne().backward(batch, weights(batch), BETA, parameters());

        assertThat(result.loss()).isEqualTo(scalar("train.stage1_masked.loss"), Offset.offset(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "matrices"})
    void update_givesTheReferencesParameters_afterThreeSteps(String decayed) {
        var parameters = parameters();
        var batch = batch(false);
        var settings = new AdamWSettings(1e-3, 0.9, 0.95, 1e-6, 0.1, 1.0);
        List<Boolean> decays = parameters.arrays().stream()
                .map(array -> decayed.equals("all") || array.getShape().dimension() == 2)
                .toList();
        try (var optimizer = new AdamW(settings, parameters, decays, manager)) {
            for (int step = 0; step < 3; step++) {
                var result = stageOne().backward(batch, weights(batch), BETA, parameters);
                double norm = optimizer.update(1);

                JsonNode losses = scalars.path("train.adamw_" + decayed + ".loss_before_step");
                JsonNode norms = scalars.path("train.adamw_" + decayed + ".grad_norm_before_clip");
                assertThat((double) result.loss()).isEqualTo(losses.get(step).doubleValue(), Offset.offset(1e-5));
                assertThat(norm).isEqualTo(norms.get(step).doubleValue(), Offset.offset(1e-4));
            }
            assertThat(optimizer.updates()).isEqualTo(3);
        }
        double sum = 0;
        long count = 0;
        for (var parameter : parameters.byName().entrySet()) {
            float[] actual = parameter.getValue().toFloatArray();
            float[] wanted = floats("train.adamw_" + decayed + ".after3." + parameter.getKey());
            for (int i = 0; i < wanted.length; i++) {
                double difference = Math.abs(actual[i] - wanted[i]);
                assertThat(difference).as(parameter.getKey()).isLessThan(1e-4);
                sum += difference;
                count++;
            }
        }
        assertThat(sum / count).isLessThan(1e-6);
    }

    @Test
    void update_changesNothing_whenAGradientIsNotFinite() {
        var parameters = parameters();
        var batch = batch(false);
        var before = parameters.arrays().stream().map(NDArray::toFloatArray).toList();
        var weights = weights(batch);
        weights[0] = Float.NaN;
        try (var optimizer = new AdamW(
                new AdamWSettings(1e-3, 0.9, 0.95, 1e-6, 0.1, 1.0),
                parameters,
                parameters.arrays().stream().map(array -> true).toList(),
                manager)) {
            stageOne().backward(batch, weights, BETA, parameters);

            assertThat(optimizer.update(1)).isNaN();
            assertThat(optimizer.updates()).isZero();
        }
        for (int i = 0; i < before.size(); i++) {
            assertThat(parameters.arrays().get(i).toFloatArray()).isEqualTo(before.get(i));
        }
    }

    private StageOne stageOne() {
        return new StageOne(text, config.recurrentSteps());
    }

    private Parameters parameters() {
        try (var files = WeightFiles.open(CASE.resolve("checkpoint"))) {
            return Parameters.of(new LinkedHashMap<>(
                    WeightLoader.load(files, config, manager).named()));
        }
    }

    /** Position i predicts token i + 1. */
    private Batch batch(boolean masked) {
        NDArray ids = expected.get("train.input_ids");
        int rows = (int) ids.getShape().get(0);
        int length = (int) ids.getShape().get(1);
        float[] mask = floats("train.loss_mask");
        var at = new ArrayList<Long>();
        var targets = new ArrayList<Long>();
        for (int b = 0; b < rows; b++) {
            for (int n = 0; n < length - 1; n++) {
                if (!masked || mask[b * (length - 1) + n] != 0) {
                    at.add((long) b * length + n);
                    targets.add(ids.toLongArray()[b * length + n + 1]);
                }
            }
        }
        return new Batch(rows, length, ids.toLongArray(), longs(at), longs(targets), new int[rows]);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static float[] weights(Batch batch) {
        var weights = new float[batch.at().length];
        Arrays.fill(weights, 1f / weights.length);
        return weights;
    }

    private float scalar(String name) {
        return (float) scalars.path(name).doubleValue();
    }

    private float[] floats(String name) {
        NDArray array = expected.get(name);
        assertThat(array).as(name).isNotNull();
        return array.getDataType() == DataType.FLOAT32
                ? array.toFloatArray()
                : array.toType(DataType.FLOAT32, true).toFloatArray();
    }

    private void assertGradient(String name, NDArray gradient) {
        float[] actual = gradient.toFloatArray();
        float[] wanted = floats("train.stage1.grad." + name);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(actual[i]).as(name).isEqualTo(wanted[i], Offset.offset(1e-5f + 1e-4f * Math.abs(wanted[i])));
        }
    }

    private static void assertClose(float[][] byStep, float[] wanted, double tolerance) {
        int i = 0;
        for (float[] step : byStep) {
            for (float value : step) {
                assertThat((double) value).isEqualTo(wanted[i++], Offset.offset(tolerance));
            }
        }
        assertThat(i).isEqualTo(wanted.length);
    }

    /** [T][A] to [A][T]. */
    private static float[][] transposed(float[][] byStep) {
        var byPosition = new float[byStep[0].length][byStep.length];
        for (int t = 0; t < byStep.length; t++) {
            for (int a = 0; a < byPosition.length; a++) {
                byPosition[a][t] = byStep[t][a];
            }
        }
        return byPosition;
    }
}
