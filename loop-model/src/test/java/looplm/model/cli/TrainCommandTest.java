package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import looplm.model.TextModel;
import looplm.model.exit.Effort;
import looplm.model.train.TinyRecipe;
import looplm.model.train.report.CardFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void train_writesAModelThatLoads_andPrintsItsTable() throws IOException {
        Path model = directory.resolve("model");

        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", model.toString()))
                .as("%s", err)
                .isZero();

        assertThat(out.toString()).contains("tiny: ", "right by step", "mean of levels", "weights hash: ");
        assertThat(err.toString()).isEmpty();
        try (var files = Files.list(model)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "generation_config.json",
                            "depth_profile.json",
                            "model_card.json",
                            "README.md");
        }
        try (var loaded = TextModel.load(model)) {
            assertThat(loaded.depthProfile().orElseThrow().bounds(Effort.HIGH).minSteps())
                    .isEqualTo(3);
            assertThat(loaded.chatTemplate().turns()).hasValue(1);
        }
    }

    @Test
    void train_printsOneJsonObject_whenAskedTo() {
        assertThat(train(
                        "--json",
                        "--recipe",
                        TinyRecipe.write(directory).toString(),
                        "--out",
                        directory.resolve("model").toString()))
                .isZero();

        var figures = CardFigures.of(out.toString());
        assertThat(figures.name()).isEqualTo("tiny");
        assertThat(figures.mean()).hasSize(5);
        assertThat(figures.training().timeLimited()).isFalse();
        assertThat(err.toString()).contains("right by step");
    }

    @Test
    void train_refuses_whenTheOutputIsNotEmpty() throws IOException {
        Files.writeString(directory.resolve("file"), "precious");

        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", directory.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--out: " + directory + " (expected: a new or empty directory)");
    }

    @Test
    void train_refuses_whenTheRecipeIsWrong() {
        Path model = directory.resolve("model");

        assertThat(train("--recipe", "none.yaml", "--out", model.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("recipe: none.yaml (expected: a file)");
        assertThat(train(
                        "--recipe",
                        TinyRecipe.write(directory, "kb: 1", "sudoku: 1").toString(),
                        "--out",
                        model.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("recipe.yaml: task: sudoku (expected: one of kb,");
        assertThat(model).doesNotExist();
    }

    @Test
    void train_refuses_whenAnOptionIsOutOfRange() {
        String recipe = TinyRecipe.write(directory).toString();
        String model = directory.resolve("model").toString();

        assertThat(train("--recipe", recipe, "--out", model, "--minutes", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--minutes: 0.0 (expected: above 0)");
        assertThat(train("--recipe", recipe, "--out", model, "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--threads: 0 (expected: 1..1024)");
        assertThat(train("--recipe", recipe)).isEqualTo(2);
    }

    @Test
    void train_tellsTheUpdate_whenTheLossIsNotFinite() {
        assertThat(train(
                        "--recipe",
                        TinyRecipe.write(directory, "learning_rate: 4.0e-3", "learning_rate: 1.0e+38")
                                .toString(),
                        "--out",
                        directory.resolve("model").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("at update", "last good checkpoint: none yet");
    }

    @Test
    void tasksExport_writesTheFiles() {
        var command = ModelCommand.newCommandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

        assertThat(command.execute(
                        "tasks", "export", "--out", directory.resolve("tasks").toString()))
                .isZero();

        assertThat(out.toString()).contains("8 files in ");
        assertThat(directory.resolve("tasks").resolve("kb.jsonl")).isNotEmptyFile();
    }

    private int train(String... arguments) {
        var all = new ArrayList<>(List.of("train"));
        all.addAll(List.of(arguments));
        return ModelCommand.newCommandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
