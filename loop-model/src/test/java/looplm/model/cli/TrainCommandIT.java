package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import looplm.model.task.NanoTasks;
import looplm.model.train.TinyRecipe;
import looplm.model.weights.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A run in its own process that is told to end. */
class TrainCommandIT {

    private static final long VOCABULARY = new NanoTasks().vocabulary().size();

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
                .contains("stopped after update %d; checkpoint saved below %s; --resume goes on there"
                        .formatted(state.path("update").intValue(), out));
        assertThat(newest)
                .hasFileName("update-%09d".formatted(state.path("update").intValue()));
        try (var weights = SafetensorsFile.open(newest.resolve("model.safetensors"));
                var moments = SafetensorsFile.open(newest.resolve("optimizer.safetensors"))) {
            assertThat(weights.tensor("lm_head.weight").shape()).containsExactly(VOCABULARY, 32L);
            assertThat(moments.tensor("second.lm_head.weight").shape()).containsExactly(VOCABULARY, 32L);
        }
    }

    @Test
    void resume_goesOn_whenTheProcessWasKilledOutright() throws Exception {
        Path out = directory.resolve("model");
        Path errors = directory.resolve("errors.txt");
        Path recipe = TinyRecipe.write(directory, "every_updates: 50, keep: 2", "every_updates: 5, keep: 99");
        var killed = start(recipe, out, errors);
        try {
            assertThat(saved(killed, out, 5)).isTrue();
        } finally {
            killed.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }

        var again = start(recipe, out, errors, "--resume");
        try (var lines = again.inputReader()) {
            assertThat(lines.lines().toList())
                    .anyMatch(line -> line.startsWith("goes on after update"))
                    .anyMatch(line -> line.startsWith("weights hash: "));
        } finally {
            again.destroyForcibly();
        }
        assertThat(Files.readString(errors)).isEmpty();

        Path whole = directory.resolve("whole");
        var uninterrupted = start(recipe, whole, errors);
        try (var lines = uninterrupted.inputReader()) {
            assertThat(lines.lines().toList()).anyMatch(line -> line.startsWith("weights hash: "));
        } finally {
            uninterrupted.destroyForcibly();
        }
        assertThat(out.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    private static Process start(Path recipe, Path out, Path errors, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
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
                out.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    /** Waits until this update was saved, or the process has ended. */
    private static boolean saved(Process process, Path out, int update) throws Exception {
        Path checkpoint = out.resolve("checkpoints").resolve("update-%09d".formatted(update));
        boolean ended = false;
        while (!ended && !Files.exists(checkpoint)) {
            ended = process.waitFor(2, TimeUnit.MILLISECONDS);
        }
        return !ended;
    }

    private static Path newest(Path checkpoints) throws IOException {
        try (var files = Files.list(checkpoints)) {
            return files.sorted().toList().getLast();
        }
    }
}
