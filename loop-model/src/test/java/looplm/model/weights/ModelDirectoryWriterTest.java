package looplm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import looplm.model.LoopLm;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryWriterTest {

    @TempDir
    private Path folder;

    @Test
    void load_returnsTheSameWeights_whenWritten() {
        Path directory = TinyLoopLm.write(folder.resolve("model"), 5);
        try (LoopLm written = TinyLoopLm.load(5);
                LoopLm read = LoopLm.load(directory)) {
            assertThat(read.weights().named().keySet())
                    .containsExactlyElementsOf(written.weights().named().keySet());
            written.weights()
                    .named()
                    .forEach((name, weight) -> assertThat(
                                    read.weights().named().get(name).toFloatArray())
                            .isEqualTo(weight.toFloatArray()));
            assertThat(read.weights().parameters()).isEqualTo(written.weights().parameters());
        }
    }

    @Test
    void publish_replacesAndLeavesNothingElse_whenTargetExists() throws IOException {
        Path target = TinyLoopLm.write(folder.resolve("model"), 5);
        Files.writeString(target.resolve("stale.txt"), "old");
        WeightsHash before = WeightsHash.of(target);
        TinyLoopLm.write(target, 6);
        assertThat(WeightsHash.of(target)).isNotEqualTo(before);
        assertThat(target.resolve("stale.txt")).doesNotExist();
        assertThat(names(folder)).containsExactly("model");
    }

    @Test
    void close_leavesTargetAsItWas_whenNotPublished() throws IOException {
        Path target = TinyLoopLm.write(folder.resolve("model"), 5);
        WeightsHash before = WeightsHash.of(target);
        try (var writer = ModelDirectoryWriter.begin(target)) {
            writer.write(LoopLmConfig.FILE, "half");
        }
        assertThat(WeightsHash.of(target)).isEqualTo(before);
        assertThat(names(folder)).containsExactly("model");
    }

    @Test
    void of_isSha256OfConfigThenFilesInNameOrder() throws IOException, NoSuchAlgorithmException {
        Path target = TinyLoopLm.write(folder.resolve("model"), 5);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(target.resolve("config.json")));
        digest.update(Files.readAllBytes(target.resolve("model.safetensors")));
        String expected = HexFormat.of().formatHex(digest.digest());
        assertThat(WeightsHash.of(target).hex()).isEqualTo(expected);
        assertThat(WeightsHash.of(target).shortHex()).isEqualTo(expected.substring(0, 12));
        try (LoopLm model = LoopLm.load(target)) {
            assertThat(model.weightsHash()).contains(new WeightsHash(expected));
        }
        assertThatThrownBy(() -> new WeightsHash("abc")).hasMessageContaining("weights_hash");
    }

    @Test
    void initial_givesTheSameWeights_whenSeedIsTheSame() {
        try (LoopLm one = TinyLoopLm.load(5);
                LoopLm same = TinyLoopLm.load(5);
                LoopLm other = TinyLoopLm.load(6)) {
            float[] weights = one.weights().named().get(WeightNames.EMBEDDING).toFloatArray();
            assertThat(same.weights().named().get(WeightNames.EMBEDDING).toFloatArray())
                    .isEqualTo(weights);
            assertThat(other.weights().named().get(WeightNames.EMBEDDING).toFloatArray())
                    .isNotEqualTo(weights);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
