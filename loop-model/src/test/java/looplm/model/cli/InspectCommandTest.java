package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.model.LoopLm;
import looplm.model.kernel.ForwardText;
import looplm.model.parity.GoldenCase;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightsHash;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class InspectCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-a", "tiny-b", "tiny-c"})
    void inspect_tellsWhatLoadingWouldFind_whenVerified(String name) {
        try (var golden = GoldenCase.open(name);
                LoopLm model = LoopLm.load(golden.checkpoint())) {
            JsonNode result = ModelCommandRun.of(
                            "inspect", "--model", golden.checkpoint().toString(), "--verify", "--json")
                    .json();
            assertThat(result.path("parameters").longValue())
                    .isEqualTo(model.weights().parameters());
            assertThat(result.path("config").path("trained_steps").intValue())
                    .isEqualTo(model.config().recurrentSteps());
            JsonNode verify = result.path("verify");
            assertThat(verify.path("values").longValue())
                    .isEqualTo(model.weights().parameters());
            assertThat(verify.path("tensors").intValue())
                    .isEqualTo(model.weights().named().size());
            assertThat(verify.path("weights_hash").stringValue())
                    .isEqualTo(WeightsHash.of(golden.checkpoint()).hex());
            assertThat(verify.path("faults").isEmpty()).isTrue();
            float bias =
                    model.weights().named().get("model.early_exit_gate.bias").toFloatArray()[0];
            assertThat(result.path("gate").path("bias").doubleValue()).isEqualTo(bias);
        }
    }

    @Test
    void inspect_writesTheForwardPass_whenAnArchiveIsAskedFor() throws IOException {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        Path archive = folder.resolve("loop_lm.pt");
        CommandRun run =
                ModelCommandRun.of("inspect", "--model", model.toString(), "--export-archive", archive.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(archive).hasBinaryContent(ForwardText.archive());
        assertThat(Files.size(archive)).isLessThan(100_000);
    }

    @Test
    void inspect_countsKeysAndValuesOfAllSteps() {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        JsonNode result = ModelCommandRun.of("inspect", "--model", model.toString(), "--json")
                .json();
        // 4 steps x 2 layers x (keys, values) x 2 KV heads x 8 x 4 bytes
        assertThat(result.path("kv").path("bytes_per_token").intValue()).isEqualTo(1024);
        JsonNode longest = result.path("kv").path("contexts").get(0);
        assertThat(longest.path("positions").intValue()).isEqualTo(TinyLoopLm.CONTEXT);
        assertThat(longest.path("bytes").intValue()).isEqualTo(1024 * TinyLoopLm.CONTEXT);
        assertThat(result.path("stored_bytes").propertyNames()).containsExactly("F32");
        assertThat(result.has("verify")).isFalse();
        assertThat(result.path("gate").path("hazard_of_bias").doubleValue()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void inspect_exitsOneAndNamesTheTensor_whenAWeightIsNoNumber() throws IOException {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        Path weights = model.resolve(WeightFiles.SINGLE);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] = 0x7f;
        bytes[bytes.length - 2] = (byte) 0xc0;
        bytes[bytes.length - 5] = (byte) 0xff;
        bytes[bytes.length - 6] = (byte) 0x80;
        bytes[bytes.length - 7] = 0;
        bytes[bytes.length - 8] = 0;
        Files.write(weights, bytes);
        CommandRun run = ModelCommandRun.of("inspect", "--model", model.toString(), "--verify");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("1 NaN, 1 infinite", "layers.1.post_attention_layernorm_2.weight", "element 22");
        assertThat(ModelCommandRun.of("inspect", "--model", model.toString()).code())
                .isZero();
    }

    @Test
    void inspect_namesTheTensor_whenConfigurationAsksForAnother() throws IOException {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        Path config = model.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceAll("\"num_hidden_layers\" *: *2", "\"num_hidden_layers\": 3"));
        CommandRun run = ModelCommandRun.of("inspect", "--model", model.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("model.safetensors", "model.layers.2.input_layernorm.weight: tensor missing");
    }
}
