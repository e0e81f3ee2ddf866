package looplm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.WeightsHash;
import looplm.trainer.data.DocumentEncoder;
import looplm.trainer.data.FileData;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.stage.TrainingException;
import looplm.trainer.task.NanoTasks;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

    @TempDir
    private Path directory;

    @Test
    void train_lowersTheLoss_whenARunIsVeryShort() throws IOException {
        var reports = new ArrayList<Progress>();
        try (var trainer = trainer("tiny", "tiny")) {
            var short1 = trainer.train(Optional.empty(), new StopSignal(), reports::add);

            assertThat(short1.complete()).isTrue();
            assertThat(short1.tokens()).isGreaterThanOrEqualTo(16_000);
            assertThat(short1.loss()).isBetween(0.0, 2.5); // ln 160 = 5.08 at the start
            assertThat(reports).isNotEmpty();
            assertThat(reports.getLast().line())
                    .contains("100 %", "kb 1", "0 s left")
                    .containsPattern("loss -?[0-9.]+, by step( [0-9.]+){3}  right by step( [0-9]+){3} %");
        }
    }

    @Test
    void train_givesTheSameWeights_whenTheRecipeIsTheSame() throws IOException {
        assertThat(hash("tokens: 16000", "tokens: 3000", "a")).isEqualTo(hash("tokens: 16000", "tokens: 3000", "b"));
        assertThat(hash("seed: 5", "seed: 6", "c")).isNotEqualTo(hash("tiny", "tiny", "d"));
    }

    @Test
    void train_savesACheckpointAndEnds_whenAskedToStop() throws IOException {
        var stop = new StopSignal();
        stop.request();
        try (var trainer = trainer("tiny", "tiny")) {
            var trained = trainer.train(Optional.empty(), stop, report -> {});

            assertThat(trained.complete()).isFalse();
            assertThat(trained.updates()).isZero();
        }
        assertThat(checkpoints()).containsExactly("update-000000000");
        assertThat(files("update-000000000"))
                .containsExactlyInAnyOrder("model.safetensors", "optimizer.safetensors", "state.json");
        assertThat(stop.await(Duration.ofNanos(1))).isFalse();
        stop.finish();
        assertThat(stop.await(Duration.ofNanos(1))).isTrue();
    }

    @Test
    void train_shortensTheSchedule_whenTimeIsLimited() throws IOException {
        try (var trainer = trainer("tokens: 16000", "tokens: 1000000000")) {
            var trained = trainer.train(Optional.of(Duration.ofMillis(200)), new StopSignal(), report -> {});

            assertThat(trained.complete()).isTrue();
            assertThat(trained.tokens()).isLessThan(1_000_000_000);
        }
    }

    @Test
    void train_stopsWithTheUpdateAndTheCheckpoint_whenTheLossIsNotFinite() throws IOException {
        try (var trainer = trainer("learning_rate: 4.0e-3", "learning_rate: 1.0e+38")) {
            assertThatThrownBy(() -> trainer.train(Optional.empty(), new StopSignal(), report -> {}))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageMatching("(loss|gradient norm): (NaN|Infinity|-Infinity) at update \\d+ "
                            + "\\(expected: a finite number\\); last good checkpoint: none yet");
        }
    }

    @Test
    void save_keepsTheNewestTwo_whenThereAreMore() throws IOException {
        try (var trainer = trainer("tokens: 16000", "tokens: 160000")) {
            trainer.train(Optional.empty(), new StopSignal(), report -> {});
        }
        assertThat(checkpoints()).hasSize(2);
    }

    @Test
    void new_refuses_whenTheVocabularyIsAnother() {
        assertThatThrownBy(() -> trainer("nano-3", "nano-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vocabulary: nano-1 (expected: nano-3)");
    }

    private Trainer trainer(String old, String replacement) throws IOException {
        return TinyRecipe.trainer(TinyRecipe.read(directory, old, replacement), directory.resolve("out"));
    }

    @Test
    void train_stopsWithTheCheckpoint_whenNothingCanBeWritten() throws IOException {
        try (var trainer = trainer("tiny", "tiny")) {
            Files.createDirectories(directory.resolve("out"));
            Files.writeString(directory.resolve("out").resolve("checkpoints"), "in the way");

            assertThatThrownBy(() -> trainer.train(Optional.empty(), new StopSignal(), report -> {}))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("checkpoint: cannot be written at update 50: ")
                    .hasMessageEndingWith("last good checkpoint: none yet");
        }
    }

    @Test
    void train_givesTheSameWeights_whenAnUpdateIsDivided() throws IOException {
        float[] whole = weights("accumulation: 1", "accumulation: 1");
        float[] parts = weights("accumulation: 1", "accumulation: 4");

        for (int i = 0; i < whole.length; i++) {
            assertThat(parts[i]).isEqualTo(whole[i], Offset.offset(2e-3f));
        }
    }

    @Test
    void train_writesCurves_asJsonLines() throws IOException {
        try (var trainer = trainer("tiny", "tiny")) {
            trainer.train(Optional.empty(), new StopSignal(), report -> {});

            var lines = trainer.metrics().lines();
            assertThat(lines).hasSizeGreaterThan(2);
            assertThat(lines.getFirst().path("update").intValue()).isEqualTo(25);
            assertThat(lines.getLast().propertyNames())
                    .contains("tokens", "loss", "ce", "accuracy", "gradient_norm", "learning_rate", "beta", "levels");
            assertThat(lines.getLast().path("beta").doubleValue()).isEqualTo(0.3);
            assertThat(lines.getLast().path("accuracy").size()).isEqualTo(3);
        }
    }

    @Test
    void train_savesNothing_whenThereIsOnlyStageTwo() throws IOException {
        Path start = TinyLoopLm.write(directory.resolve("model"), 1);
        Files.writeString(directory.resolve("data.jsonl"), "{\"text\":\"to be or not to be\"}\n");
        var file = RecipeFile.read(FineTuneRecipe.write(directory, "tokens: 2000", "tokens: 0"));
        try (var tokenizer = Tokenizer.load(start)) {
            var encoder = new DocumentEncoder(
                    tokenizer,
                    ChatTemplate.load(start),
                    LoopLmConfig.read(start),
                    file.recipe().loss());
            try (var trainer = new Trainer(
                    file, new NanoTasks(), FileData.read(file.recipe(), encoder), directory.resolve("out"))) {
                assertThat(trainer.train(Optional.empty(), new StopSignal(), report -> {})
                                .complete())
                        .isTrue();
                assertThat(trainer.tuneGate()).hasSize(2);
            }
        }
        assertThat(directory.resolve("out")).doesNotExist();
    }

    /** After one update. */
    private float[] weights(String old, String replacement) throws IOException {
        var file = TinyRecipe.write(directory, old, replacement);
        Files.writeString(file, Files.readString(file).replace("tokens: 16000", "tokens: 1"));
        var recipe = RecipeFile.read(file);
        try (var trainer = TinyRecipe.trainer(recipe, directory.resolve(replacement))) {
            trainer.train(Optional.empty(), new StopSignal(), report -> {});
            try (var stored = SafetensorsFile.open(directory
                    .resolve(replacement)
                    .resolve("checkpoints")
                    .resolve("update-000000001")
                    .resolve("model.safetensors"))) {
                return stored.tensor("lm_head.weight").data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            }
        }
    }

    private WeightsHash hash(String old, String replacement, String name) throws IOException {
        try (var trainer = trainer(old, replacement)) {
            trainer.train(Optional.empty(), new StopSignal(), report -> {});
            try (var writer = ModelDirectoryWriter.begin(directory.resolve(name))) {
                trainer.write(writer);
                return WeightsHash.of(writer.directory());
            }
        }
    }

    private List<String> checkpoints() throws IOException {
        return files("");
    }

    private List<String> files(String checkpoint) throws IOException {
        try (var files =
                Files.list(directory.resolve("out").resolve("checkpoints").resolve(checkpoint))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
