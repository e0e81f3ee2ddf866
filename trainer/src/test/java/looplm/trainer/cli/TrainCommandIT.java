package looplm.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import looplm.model.weights.SafetensorsFile;
import looplm.testing.CommandProcess;
import looplm.trainer.TinyRecipe;
import looplm.trainer.task.NanoTasks;
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

        assertThat(process.exitValue()).isEqualTo(1);
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

    /** A program that waits for its child, as the launcher does; killed outright, it can tell it nothing. */
    static final class WaitingParent {

        private WaitingParent() {}

        public static void main(String[] command) throws Exception {
            System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
        }
    }

    @Test
    void train_savesAndEnds_whenItsLauncherIsKilledOutright() throws Exception {
        Path out = directory.resolve("model");
        Path recipe = TinyRecipe.write(directory, "tokens: 16000", "tokens: 1000000000");
        var parent = CommandProcess.of(
                        WaitingParent.class, command(recipe, out).command().toArray(String[]::new))
                .redirectError(directory.resolve("errors.txt").toFile())
                .start();
        ProcessHandle training;
        try (var lines = parent.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.contains("right by step")))
                    .isTrue();
            training = parent.descendants().findFirst().orElseThrow();
        } finally {
            parent.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }

        training.onExit().get(60, TimeUnit.SECONDS);
        assertThat(newest(out.resolve("checkpoints"))).isDirectory();
    }

    @Test
    void resume_goesOn_whenTheProcessWasKilledOutright() throws Exception {
        Path out = directory.resolve("model");
        Path errors = directory.resolve("errors.txt");
        Path recipe = TinyRecipe.write(directory, "every_updates: 50, keep: 2", "every_updates: 5, keep: 99");
        killWhenItHasSaved(recipe, out, errors);

        var again = start(recipe, out, errors, "--resume");
        try (var lines = again.inputReader()) {
            assertThat(lines.lines().toList())
                    .anyMatch(line -> line.startsWith("goes on after update"))
                    .anyMatch(line -> line.startsWith("weights hash: "));
        } finally {
            again.destroyForcibly();
        }
        assertThat(Files.readAllLines(errors)).allMatch(line -> line.contains("depth profile: left out"));

        Path whole = directory.resolve("whole");
        var uninterrupted = start(recipe, whole, errors);
        try (var lines = uninterrupted.inputReader()) {
            assertThat(lines.lines().toList()).anyMatch(line -> line.startsWith("weights hash: "));
        } finally {
            uninterrupted.destroyForcibly();
        }
        assertThat(out.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    /** The system lets no file grow beyond a size, so writing fails in the middle, as on a full disk. */
    @Test
    void train_keepsTheLastGoodCheckpoint_whenTheDiskIsFullInTheMiddleOfTheNext() throws Exception {
        Path out = directory.resolve("model");
        Path errors = directory.resolve("errors.txt");
        Path recipe = TinyRecipe.write(directory, "every_updates: 50, keep: 2", "every_updates: 5, keep: 1");
        killWhenItHasSaved(recipe, out, errors);
        Path good = newest(out.resolve("checkpoints"));
        byte[] weights = Files.readAllBytes(good.resolve("model.safetensors"));
        byte[] moments = Files.readAllBytes(good.resolve("optimizer.safetensors"));

        List<Path> before = list(out.resolve("checkpoints"));
        var limited = command(recipe, out, "--resume");
        long blocks = ((long) weights.length + moments.length) / 2 / 512; // weights fit, moments do not
        limited.command().addAll(0, List.of("sh", "-c", "ulimit -f %d && exec \"$0\" \"$@\"".formatted(blocks)));
        var full = limited.redirectError(errors.toFile()).start();
        try {
            assertThat(full.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            full.destroyForcibly();
        }

        assertThat(full.exitValue()).isEqualTo(1);
        assertThat(Files.readString(errors))
                .startsWith("checkpoint: cannot be written at update ")
                .contains("File too large")
                .endsWith("; last good checkpoint: " + good + System.lineSeparator());
        assertThat(list(out.resolve("checkpoints"))).isEqualTo(before);
        assertThat(good.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(good.resolve("optimizer.safetensors")).hasBinaryContent(moments);

        var again = start(recipe, out, errors, "--resume");
        try (var lines = again.inputReader()) {
            assertThat(lines.lines().toList()).anyMatch(line -> line.startsWith("weights hash: "));
        } finally {
            again.destroyForcibly();
        }
    }

    private static Process start(Path recipe, Path out, Path errors, String... more) throws IOException {
        return command(recipe, out, more).redirectError(errors.toFile()).start();
    }

    private static ProcessBuilder command(Path recipe, Path out, String... more) {
        var arguments = new ArrayList<>(List.of("train", "--recipe", recipe.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        return CommandProcess.of(TrainerCommand.class, arguments.toArray(String[]::new));
    }

    /** A run that has saved its fifth update and is killed outright. */
    private static void killWhenItHasSaved(Path recipe, Path out, Path errors) throws Exception {
        var process = start(recipe, out, errors);
        try {
            assertThat(saved(process, out, 5)).isTrue();
        } finally {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
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
        return list(checkpoints).getLast();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
