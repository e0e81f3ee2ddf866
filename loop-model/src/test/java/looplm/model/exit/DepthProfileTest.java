package looplm.model.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.weights.WeightsHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthProfileTest {

    private static final WeightsHash HASH = new WeightsHash("ab".repeat(32));

    @TempDir
    private Path directory;

    @Test
    void read_returnsTheSame_whenWritten() throws IOException {
        DepthProfile profile = profile();
        write(profile.toJson());
        assertThat(DepthProfile.read(directory, HASH)).contains(profile);
        assertThat(profile.bounds(Effort.MEDIUM)).isEqualTo(new DepthBounds(1, 4, 0.7f));
    }

    @Test
    void read_isEmpty_whenThereIsNone() {
        assertThat(DepthProfile.read(directory, HASH)).isEmpty();
        assertThat(DepthProfile.fullDepth(4)).containsOnlyKeys(Effort.values());
        assertThat(DepthProfile.fullDepth(4).values()).containsOnly(DepthBounds.fixed(4));
    }

    @Test
    void read_isEmpty_whenMeasuredOnOtherWeights() throws IOException {
        write(profile().toJson());
        assertThat(DepthProfile.read(directory, new WeightsHash("cd".repeat(32))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "weights_hash" : "abab | "weights_hash" : "xx | weights_hash
            "low"                  | "lower"              | efforts.low
            "exit_threshold" : 0.7 | "exit_threshold" : 1.7 | exit_threshold
            "exit_threshold" : 0.7 | "exit_threshold" : 0 | exit_threshold
            "max_steps" : 2        | "max_steps" : 0      | max_steps
            "min_steps" : 2        | "min_steps" : 3      | min_steps
            """)
    void read_namesFileAndKey_whenMalformed(String part, String replacement, String key) throws IOException {
        String json = profile().toJson();
        assertThat(json).contains(part);
        write(json.replaceFirst(part, replacement));
        assertThatThrownBy(() -> DepthProfile.read(directory, HASH))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(DepthProfile.FILE)
                .hasMessageContaining(key);
    }

    @Test
    void bounds_becomePolicy() {
        assertThat(new DepthBounds(1, 4, 0.7f).policy()).isEqualTo(new ExitPolicy.CumulativeThreshold(0.7f, 1, 4));
    }

    private static DepthProfile profile() {
        var efforts = new EnumMap<Effort, DepthBounds>(Effort.class);
        efforts.put(Effort.MINIMAL, DepthBounds.fixed(2));
        efforts.put(Effort.LOW, new DepthBounds(1, 3, 0.5f));
        efforts.put(Effort.MEDIUM, new DepthBounds(1, 4, 0.7f));
        efforts.put(Effort.HIGH, DepthBounds.fixed(4));
        return new DepthProfile(HASH, efforts, Map.of("accuracy_by_step", List.of(0.25, 0.5)));
    }

    private void write(String json) throws IOException {
        Files.writeString(directory.resolve(DepthProfile.FILE), json);
    }
}
