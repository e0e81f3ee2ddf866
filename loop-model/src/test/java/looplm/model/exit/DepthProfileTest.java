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
import looplm.wire.openai.Model;
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
    void figures_areRead_whenTheProfileHasWorstLevels() throws IOException {
        write(withFigures());

        var profile = DepthProfile.read(directory, HASH).orElseThrow();
        assertThat(profile.figures(Effort.MINIMAL))
                .contains(new EffortFigures(0.8, 0.004, 0.2, 1.5, new Model.WorstLevel("make", 3, 0.5, 0.5, 0.02)));
        assertThat(profile.figures(Effort.LOW)).isEmpty();
    }

    /** As trainers wrote them before worst levels had a chance: such a model is served, and tells less. */
    @Test
    void figures_areEmpty_whenAnEarlierTrainerMeasured() throws IOException {
        write(withFigures()
                .replace("\"standard_error\":0.004,", "")
                .replace(",\"chance\":0.5,\"standard_error\":0.02", ""));

        var profile = DepthProfile.read(directory, HASH).orElseThrow();
        assertThat(profile.figures(Effort.MINIMAL)).isEmpty();
        assertThat(profile.bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "accuracy":0.8    | "accuracy":1.8    | measured.efforts.minimal.accuracy
            "mean_steps":1.5  | "mean_steps":"x"  | measured.efforts.minimal.mean_steps
            "task":"make"     | "task":3          | measured.efforts.minimal.worst_level.task
            "chance":0.5      | "chance":-1       | measured.efforts.minimal.worst_level.chance
            "level":3         | "level":3.5       | measured.efforts.minimal.worst_level.level
            "worst_level":{   | "worst":{         | measured.efforts.minimal.worst_level
            """)
    void read_namesFileAndKey_whenFiguresAreMalformed(String part, String replacement, String key) throws IOException {
        assertThat(withFigures()).contains(part);
        write(withFigures().replace(part, replacement));

        assertThatThrownBy(() -> DepthProfile.read(directory, HASH))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(DepthProfile.FILE)
                .hasMessageContaining(key);
    }

    private static String withFigures() {
        return profile().toJson().replaceFirst("\"measured\" : \\{", """
                        "measured" : {"efforts":{"minimal":{"accuracy":0.8,"standard_error":0.004,"loss":0.2,"mean_steps":1.5,\
                        "worst_level":{"task":"make","level":3,"accuracy":0.5,"chance":0.5,"standard_error":0.02}}},""");
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
