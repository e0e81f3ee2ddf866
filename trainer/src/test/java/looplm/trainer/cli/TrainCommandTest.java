package looplm.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import looplm.model.TextModel;
import looplm.model.cli.CommandProgram;
import looplm.model.exit.Effort;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.WeightsHash;
import looplm.trainer.FineTuneRecipe;
import looplm.trainer.TinyRecipe;
import looplm.trainer.card.CardFigures;
import looplm.trainer.card.ControlFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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
                            "README.md",
                            "pareto.svg",
                            "training.html",
                            "metrics.jsonl");
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
        assertThat(err.toString())
                .contains("--out: " + directory + " (expected: a new or empty directory, or --resume to go on in it)");
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
    void train_tellsWhatToDo_whenThereIsNothingToResume() {
        assertThat(train(
                        "--resume",
                        "--recipe",
                        TinyRecipe.write(directory).toString(),
                        "--out",
                        directory.resolve("model").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--resume: no checkpoint (expected: one of this run)");
    }

    @Test
    void train_namesFieldAndLimit_whenRowsAreTooLongForTheMemory() {
        assertThat(train(
                        "--recipe",
                        TinyRecipe.write(directory, "row_length: 24", "row_length: 1000000")
                                .toString(),
                        "--out",
                        directory.resolve("model").toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .containsPattern(
                        "recipe.yaml: data.row_length: rows of 1,000,000 positions take 16,\\d{3} GiB an update"
                                + " \\(expected: at most [\\d,]+ positions in a row here, in [\\d,]+ GiB\\)");
    }

    @Test
    void train_refuses_whenAnotherRunWritesThere() throws IOException {
        Path model = directory.resolve("model");
        String recipe = TinyRecipe.write(directory).toString();
        try (var _ = OutputLock.of(model)) {
            assertThat(train("--recipe", recipe, "--out", model.toString())).isEqualTo(1);
        }
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("--out: " + model + ": another run writes there (expected: one at a time)");
        assertThat(model).doesNotExist();

        assertThat(train("--recipe", recipe, "--out", model.toString())).isZero();
        assertThat(directory.resolve(".model.lock")).doesNotExist();
    }

    @Test
    void train_namesStart_whenThereIsNoSuchDirectory() throws IOException {
        assertThat(train(
                        "--recipe",
                        FineTuneRecipe.write(directory, "seed: 5", "seed: 5").toString(),
                        "--out",
                        directory.resolve("tuned").toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("start: " + directory.resolve("model") + " (expected: directory of a checkpoint)")
                .doesNotContain("tokenizer.json");
    }

    @Test
    void train_keepsWhatTransformersNeeds_whenItGoesOnFromACheckpoint() throws IOException {
        Path start = TinyLoopLm.write(directory.resolve("model"), 1);
        Files.writeString(directory.resolve("data.jsonl"), "{\"text\":\"abcabcabcabcabcabc\"}\n".repeat(4));
        var config = (ObjectNode) JsonMapper.shared().readTree(Files.readString(start.resolve("config.json")));
        config.putObject("auto_map").put("AutoModelForCausalLM", "modeling_ouro.OuroForCausalLM");
        config.put("bos_token_id", 1).put("torch_dtype", "bfloat16");
        config.putArray("layer_types").add("full_attention").add("full_attention");
        Files.writeString(start.resolve("config.json"), config.toString());
        Files.writeString(start.resolve("modeling_ouro.py"), "class OuroForCausalLM: pass\n");
        Path tuned = directory.resolve("tuned");

        goOnFromTheModel(tuned);

        config.put("torch_dtype", "float32");
        assertThat(JsonMapper.shared().readTree(Files.readString(tuned.resolve("config.json"))))
                .isEqualTo(config);
        assertThat(tuned.resolve("modeling_ouro.py")).hasContent("class OuroForCausalLM: pass\n");
    }

    @Test
    void train_goesOnFromACheckpointWithTexts_andKeepsItsTokenizer() throws IOException {
        Path start = TinyLoopLm.write(directory.resolve("model"), 1);
        Files.writeString(directory.resolve("data.jsonl"), "{\"text\":\"abcabcabcabcabcabc\"}\n".repeat(4));
        Path tuned = directory.resolve("tuned");

        goOnFromTheModel(tuned);

        assertThat(out.toString()).contains("tuned: ", "right by step", "weights hash: ");
        assertThat(tuned.resolve("tokenizer.json")).hasSameBinaryContentAs(start.resolve("tokenizer.json"));
        assertThat(tuned.resolve("training.json")).content().contains("\"stage_two\" : true");
        assertThat(WeightsHash.of(tuned)).isNotEqualTo(WeightsHash.of(start));
        try (var loaded = TextModel.load(tuned)) {
            assertThat(loaded.depthProfile()).isEmpty();
        }
    }

    @Test
    void train_changesTheGateAlone_whenThereAreNoTokens() throws IOException {
        Path start = TinyLoopLm.write(directory.resolve("model"), 1);
        Files.writeString(directory.resolve("data.jsonl"), "{\"text\":\"to be or not to be\"}\n");
        Path tuned = directory.resolve("tuned");

        assertThat(train(
                        "--json",
                        "--recipe",
                        FineTuneRecipe.write(directory, "tokens: 2000", "tokens: 0")
                                .toString(),
                        "--out",
                        tuned.toString()))
                .as("%s", err)
                .isZero();

        assertThat(JsonMapper.shared()
                        .readTree(out.toString())
                        .path("weights_hash")
                        .stringValue())
                .isEqualTo(WeightsHash.of(tuned).hex());
        try (var before = SafetensorsFile.open(start.resolve("model.safetensors"));
                var after = SafetensorsFile.open(tuned.resolve("model.safetensors"))) {
            before.tensors()
                    .forEach((name, tensor) -> assertThat(
                                    after.tensor(name).data().mismatch(tensor.data()) >= 0)
                            .as(name)
                            .isEqualTo(name.contains("early_exit_gate")));
        }
    }

    @Test
    void train_namesTheLine_whenADocumentIsWrong() throws IOException {
        TinyLoopLm.write(directory.resolve("model"), 1);
        Files.writeString(directory.resolve("data.jsonl"), "{\"text\":\"ok\"}\n{\"txt\":1}\n");

        assertThat(train(
                        "--recipe",
                        FineTuneRecipe.write(directory, "seed: 5", "seed: 5").toString(),
                        "--out",
                        directory.resolve("tuned").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("data.jsonl:2: text: missing (expected: a text)");
    }

    @Test
    void card_showsControls_whenTheyWereTrained() throws IOException {
        Path model = directory.resolve("model");
        Path once = directory.resolve("once");
        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", model.toString()))
                .isZero();
        String recipe = Files.readString(TinyRecipe.write(directory, "recurrent_steps: 3", "recurrent_steps: 1"))
                .replace("name: tiny", "name: run-once")
                .replaceAll("(?s)stage_two: .*?\\}\n", "");
        Path control = Files.writeString(directory.resolve("once.yaml"), recipe);
        assertThat(train("--recipe", control.toString(), "--out", once.toString(), "--seed", "7"))
                .as("%s", err)
                .isZero();

        var command = CommandProgram.commandLine(new TrainerCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        assertThat(command.execute("card", "--model", model.toString(), "--controls", once.toString()))
                .as("%s", err)
                .isZero();

        assertThat(model.resolve("README.md")).content().contains("## Controls", "| run-once | 1 x 1 | 32 |", "| 7 |");
        assertThat(CardFigures.of(Files.readString(model.resolve("model_card.json")))
                        .controls())
                .extracting(ControlFigures::name)
                .containsExactly("tiny", "run-once");
        assertThat(out.toString()).contains("README.md with tiny (seeds 5), run-once (seeds 7)");
        try (var loaded = TextModel.load(model)) {
            assertThat(loaded.depthProfile()).isPresent();
        }
        assertThat(command.execute("card", "--model", model.toString(), "--controls", "nowhere"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("model_card.json (expected: a file, as train writes it)");
    }

    @Test
    void profile_givesTheSame_whenNothingChanged_andKeepsWhatOthersMeasured() throws IOException {
        Path model = directory.resolve("model");
        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", model.toString()))
                .isZero();
        Path file = model.resolve("depth_profile.json");
        String trained = Files.readString(file);
        String card = Files.readString(model.resolve("README.md"));
        Files.writeString(file, trained.replaceFirst("\"measured\" : \\{", "\"measured\" : {\"dtypes\":{},"));

        assertThat(profile(model, "--items-per-level", "20")).as("%s", err).isZero();

        assertThat(out.toString()).contains("| minimal |", "| high | 3 | 3 |");
        var measured = (ObjectNode)
                JsonMapper.shared().readTree(Files.readString(file)).path("measured");
        assertThat(measured.remove("dtypes")).isNotNull();
        assertThat(measured).isEqualTo(JsonMapper.shared().readTree(trained).path("measured"));
        assertThat(model.resolve("README.md")).hasContent(card);
    }

    @Test
    void profile_refusesInOneLine_whenTheModelIsNotOfTheseTasks() throws IOException {
        Path model = directory.resolve("model");
        assertThat(profile(model)).isEqualTo(2);
        assertThat(err.toString()).contains("profile: " + model.resolve("model_card.json") + " (expected: a file,");
        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", model.toString()))
                .isZero();
        assertThat(profile(model, "--items-per-level", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("profile: --items-per-level: 0 (expected: 1..1000000)");

        Path card = model.resolve("model_card.json");
        Files.writeString(card, Files.readString(card).replaceFirst("nano-\\d", "nano-1"));
        assertThat(profile(model)).isEqualTo(2);
        assertThat(err.toString()).contains("model_card.json: vocabulary: nano-1 (expected: nano-");
    }

    @Test
    void card_refusesInOneLine_whenTheProfileIsOfAnEarlierTrainer() throws IOException {
        Path model = directory.resolve("model");
        assertThat(train("--recipe", TinyRecipe.write(directory).toString(), "--out", model.toString()))
                .isZero();
        Path file = model.resolve("depth_profile.json");
        Files.writeString(file, Files.readString(file).replaceAll("\"standard_error\" : [0-9.E-]+,?", ""));
        Files.writeString(file, Files.readString(file).replaceAll(",\\s*\\}", "}"));

        var command = CommandProgram.commandLine(new TrainerCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        assertThat(command.execute("card", "--model", model.toString(), "--controls", model.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "card: depth_profile.json: of an earlier trainer, without standard errors (expected: one that");
    }

    @Test
    void tasksExport_writesTheFiles() {
        var command = CommandProgram.commandLine(new TrainerCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));

        assertThat(command.execute(
                        "tasks", "export", "--out", directory.resolve("tasks").toString()))
                .isZero();

        assertThat(out.toString()).contains("10 files in ");
        assertThat(directory.resolve("tasks").resolve("kb.jsonl")).isNotEmptyFile();
    }

    /** By the texts beside it. */
    private void goOnFromTheModel(Path tuned) throws IOException {
        String recipe = FineTuneRecipe.write(directory, "seed: 5", "seed: 6").toString();

        assertThat(train("--recipe", recipe, "--out", tuned.toString()))
                .as("%s", err)
                .isZero();
    }

    private int train(String... arguments) {
        return execute("train", arguments);
    }

    private int profile(Path model, String... arguments) {
        var all = new ArrayList<>(List.of("--model", model.toString()));
        all.addAll(List.of(arguments));
        return execute("profile", all.toArray(String[]::new));
    }

    private int execute(String command, String... arguments) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        return CommandProgram.commandLine(new TrainerCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
