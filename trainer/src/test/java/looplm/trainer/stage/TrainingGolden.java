package looplm.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.optimizer.Parameters;
import org.assertj.core.data.Offset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A golden checkpoint with what the reference computes when it is trained. */
final class TrainingGolden implements AutoCloseable {

    final NDManager manager = ScriptModule.newManager();
    final LoopLmConfig config;
    final LoopText text;
    final JsonNode scalars;
    private final Path folder;
    private final Map<String, NDArray> expected = new HashMap<>();

    TrainingGolden(String name) {
        folder = Path.of("..", "loop-model", "src", "test", "resources", "golden", name);
        config = LoopLmConfig.read(folder.resolve("checkpoint"));
        text = new LoopText(manager, config);
        try (var in = Files.newInputStream(folder.resolve("expected.safetensors"))) {
            NDList.decode(manager, in).forEach(array -> expected.put(array.getName(), array));
            scalars = JsonMapper.shared()
                    .readTree(Files.readString(folder.resolve("expected.json")))
                    .path("scalars");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Parameters parameters() {
        try (var files = WeightFiles.open(folder.resolve("checkpoint"))) {
            return Parameters.of(new LinkedHashMap<>(
                    WeightLoader.load(files, config, manager).named()));
        }
    }

    /** Position i predicts token i + 1. */
    TrainingBatch batch(boolean masked) {
        NDArray ids = tensor("train.input_ids");
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
        var positions = new long[rows * length];
        Arrays.setAll(positions, i -> i % length);
        var weights = new float[at.size()];
        Arrays.fill(weights, 1);
        return new TrainingBatch(
                rows,
                length,
                ids.toLongArray(),
                positions,
                new long[0],
                longs(at),
                longs(targets),
                weights,
                new int[rows]);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    NDArray tensor(String name) {
        NDArray array = expected.get(name);
        assertThat(array).as(name).isNotNull();
        return array;
    }

    float[] floats(String name) {
        NDArray array = tensor(name);
        return array.getDataType() == DataType.FLOAT32
                ? array.toFloatArray()
                : array.toType(DataType.FLOAT32, true).toFloatArray();
    }

    double scalar(String name) {
        return scalars.path(name).doubleValue();
    }

    /** Every gradient within 1e-5 + 1e-4 relative. */
    void assertGradients(String prefix, Parameters parameters) {
        parameters.byName().forEach((name, array) -> {
            float[] actual = array.getGradient().toFloatArray();
            float[] wanted = floats(prefix + name);
            assertThat(actual).as(name).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.length; i++) {
                assertThat(actual[i]).as(name).isEqualTo(wanted[i], Offset.offset(1e-5f + 1e-4f * Math.abs(wanted[i])));
            }
        });
    }

    /** Every parameter within 1e-4, and within 1e-6 on average. */
    void assertParameters(String prefix, Parameters parameters) {
        double sum = 0;
        long count = 0;
        for (var parameter : parameters.byName().entrySet()) {
            float[] actual = parameter.getValue().toFloatArray();
            float[] wanted = floats(prefix + parameter.getKey());
            for (int i = 0; i < wanted.length; i++) {
                double difference = Math.abs(actual[i] - wanted[i]);
                assertThat(difference).as(parameter.getKey()).isLessThan(1e-4);
                sum += difference;
                count++;
            }
        }
        assertThat(sum / count).isLessThan(1e-6);
    }

    static void assertClose(float[][] byStep, float[] wanted, double tolerance) {
        int i = 0;
        for (float[] step : byStep) {
            for (float value : step) {
                assertThat((double) value).isEqualTo(wanted[i++], Offset.offset(tolerance));
            }
        }
        assertThat(i).isEqualTo(wanted.length);
    }

    @Override
    public void close() {
        text.close();
        manager.close();
    }
}
