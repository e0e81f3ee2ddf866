package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import looplm.model.train.TinyRecipe;
import looplm.model.weights.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A run in its own process that is told to end. */
class TrainCommandIT {

    @TempDir
    private Path directory;

    @Test
    void train_savesWhatItHas_whenTheProcessGetsSigterm() throws Exception {
        Path out = directory.resolve("model");
        Path errors = directory.resolve("errors.txt");
        var process = start(TinyRecipe.write(directory, "tokens: 16000", "tokens: 1000000000"), out, errors);
        try (var lines = process.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.contains("right by step")))
                    .isTrue();

            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isNotZero();
        Path newest = newest(out.resolve("checkpoints"));
        var state = JsonMapper.shared().readTree(Files.readString(newest.resolve("state.json")));
        assertThat(state.path("update").intValue()).isPositive();
        assertThat(Files.readString(errors))
                .contains("stopped after update %d; checkpoint saved below %s"
                        .formatted(state.path("update").intValue(), out));
        assertThat(newest)
                .hasFileName("update-%09d".formatted(state.path("update").intValue()));
        try (var weights = SafetensorsFile.open(newest.resolve("model.safetensors"));
                var moments = SafetensorsFile.open(newest.resolve("optimizer.safetensors"))) {
            assertThat(weights.tensor("lm_head.weight").shape()).containsExactly(129L, 32L);
            assertThat(moments.tensor("second.lm_head.weight").shape()).containsExactly(129L, 32L);
        }
    }

    private static Process start(Path recipe, Path out, Path errors) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-DOPT_OUT_TRACKING=true",
                        "-Dai.djl.offline=true",
                        "-cp",
                        ManagementFactory.getRuntimeMXBean().getClassPath(),
                        ModelCommand.class.getName(),
                        "train",
                        "--recipe",
                        recipe.toString(),
                        "--out",
                        out.toString()))
                .redirectError(errors.toFile())
                .start();
    }

    private static Path newest(Path checkpoints) throws IOException {
        try (var files = Files.list(checkpoints)) {
            return files.sorted().toList().getLast();
        }
    }
}
