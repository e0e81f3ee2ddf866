package looplm.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.trainer.TinyRecipe;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RecipeFileTest {

    private static final Path NANO = Path.of("..", "recipes", "looplm-nano.yaml");

    @TempDir
    private Path directory;

    @Test
    void read_givesTheRecipe_whenItIsTheOneForNano() throws IOException {
        var file = RecipeFile.read(NANO);

        assertThat(file.recipe().name()).isEqualTo("looplm-nano");
        assertThat(file.recipe().model().orElseThrow().headDim()).isEqualTo(32);
        assertThat(file.recipe().data().tasks())
                .containsKeys("kb", "item", "make", "judge", "calc", "sum", "chat", "echo", "unknown");
        assertThat(file.sha256()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            beta: [{from: 0, beta: 0.1}, {from: 0.6, beta: 0.3}] | betta: [] | loss.beta: missing (found there: betta, later_token_weight, prompt_token_weight)
            seed: 5               | seed: 5\\nspeed: 1     | speed: unknown key
            warmup_updates: 5,    | ''                     | schedule.warmup_updates: missing (found there: constant_until, decay, final_factor)
            prompt_token_weight: 0 | prompt_token_weight: 0\\n  betta: 1 | loss.betta: unknown key (expected: one of beta, later_token_weight, prompt_token_weight)
            from: 0, beta: 0.1    | from: 0.1, beta: 0.1   | loss.beta: [BetaPhase[from=0.1, beta=0.1], BetaPhase[from=0.6, beta=0.3]] (expected: a first phase from 0)
            from: 0.6             | from: 0                | loss.beta[1].from: 0.0 (expected: above 0.0)
            precision: float32    | precision: int4        | precision: int4 (expected: one of float32, bfloat16)
            decay: cosine         | decay: none            | schedule.decay: none (expected: one of cosine, linear)
            target: look_ahead    | target: back           | stage_two.target: back (expected: one of published, look_ahead)
            vocabulary: nano-3    | ''                     | vocabulary: absent (expected: given)
            name: tiny            | name: tiny\\nstart: models/x | model: given (expected: absent beside start)
            tokens: 16000         | tokens: 0              | data.tokens: 0 (expected: above 0
            accumulation: 1       | accumulation: 17       | data.accumulation: 17 (expected: 1..16)
            level_shares: {}      | level_shares: {}\\n  files: [{path: a, format: text}] | data: 3 tasks, 1 files (expected: tasks or files)
            rows: 16              | rows: 0                | data.rows: 0 (expected: 1..65536)
            rows: 16              | rows: 1.5              | data.rows: Cannot coerce
            rows: 16              | rows: many             | data.rows: Cannot
            hidden_size: 32       | hidden_size: 30        | model.hidden_size: 30 (expected: a multiple of 2 * attention_heads)
            from: 0.6             | from: 1.5              | loss.beta.from: 1.5 (expected: 0..1)
            clip_norm: 1.0        | clip_norm: .inf        | line 21: Malformed numeric value
            head: 0.1             | head: .nan             | line 21: Malformed numeric value
            kb: 1                 | kb: -1                 | data.tasks.kb: -1.0 (expected: above 0)
            level_shares: {}      | level_shares: {kb: [0]} | data.level_shares.kb: [0.0] (expected: shares of 0 or more, not all 0)
            rows: 16              | rows: [                | recipe
            seed: 5               | seed: 5\\nseed: 6      | line 4: Duplicate
            kb: 1                 | kb: 1, kb: 2           | line 13: Duplicate
            items_per_level: 20}  | items_per_level: 20}\\ngoals: {accuracy: []} | goals.near_chance: missing (found there: accuracy)
            items_per_level: 20}  | items_per_level: 20}\\ngoals: {accuracy: [{task: kb, level: 1, steps: [0], at_least: 1}]} | goals.accuracy.steps: [0] (expected: numbers of steps, each 1..64)
            items_per_level: 20}  | items_per_level: 20}\\ngoals: {accuracy: [{task: kb, level: 1, steps: [1], at_least: 99}]} | goals.accuracy.at_least: 99.0 (expected: 0..1)
            """)
    void read_namesTheKey_whenItIsWrong(String old, String replacement, String message) {
        var file = TinyRecipe.write(directory, old, replacement.replace("\\n", "\n"));

        assertThatThrownBy(() -> RecipeFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("recipe: " + file)
                .hasMessageContaining(message);
    }

    @Test
    void read_refuses_whenThereIsNoFile() {
        assertThatThrownBy(() -> RecipeFile.read(directory.resolve("none.yaml")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("none.yaml (expected: a file)");
    }

    @Test
    void read_refuses_whenTheFileIsEmptyOrHuge() throws IOException {
        var empty = Files.writeString(directory.resolve("empty.yaml"), "");
        var huge = Files.writeString(directory.resolve("huge.yaml"), "#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> RecipeFile.read(empty)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecipeFile.read(huge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most 1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"looplm-nano.yaml", "gate.yaml"})
    void readme_explainsEveryKey(String recipe) throws IOException {
        var readme = Files.readString(NANO.resolveSibling("README.md"));
        var tree = JsonMapper.shared()
                .valueToTree(RecipeFile.read(NANO.resolveSibling(recipe)).recipe());

        for (var part : tree.properties()) {
            assertThat(readme).contains("`" + part.getKey());
            if (!part.getKey().equals("data")) {
                part.getValue()
                        .propertyNames()
                        .forEach(key -> assertThat(readme).containsPattern("[`.{, ]" + key + "[`},:]"));
            }
        }
        tree.path("data").propertyNames().forEach(key -> assertThat(readme).contains("`data." + key));
    }

    @Test
    void stageOneHash_stays_whenOnlyStageTwoChanges() throws IOException {
        var file = RecipeFile.read(TinyRecipe.write(directory));
        var gamma = RecipeFile.read(TinyRecipe.write(directory, "gamma: 0.05", "gamma: 0.1"));
        var rate = RecipeFile.read(TinyRecipe.write(directory, "learning_rate: 4.0e-3", "learning_rate: 5.0e-3"));

        assertThat(gamma.stageOneSha256()).isEqualTo(file.stageOneSha256());
        assertThat(gamma.sha256()).isNotEqualTo(file.sha256());
        assertThat(rate.stageOneSha256()).isNotEqualTo(file.stageOneSha256());
        assertThat(file.withSeed(9).recipe().seed()).isEqualTo(9);
        assertThat(file.withSeed(9).stageOneSha256()).isNotEqualTo(file.stageOneSha256());
        assertThat(file.withSeed(5)).isEqualTo(file);
    }

    @Test
    void betaAt_followsThePhases() throws IOException {
        var loss = RecipeFile.read(TinyRecipe.write(directory)).recipe().loss();

        assertThat(loss.betaAt(0)).isEqualTo(0.1);
        assertThat(loss.betaAt(0.59)).isEqualTo(0.1);
        assertThat(loss.betaAt(0.6)).isEqualTo(0.3);
    }

    @Test
    void schedule_warmsUpHoldsAndFalls() {
        var schedule = new Schedule(100, 0.6, Schedule.Decay.COSINE, 0.05);

        assertThat(schedule.factor(0, 0)).isEqualTo(0.01);
        assertThat(schedule.factor(99, 0.1)).isEqualTo(1);
        assertThat(schedule.factor(5000, 0.59)).isEqualTo(1);
        assertThat(schedule.factor(5000, 0.8)).isBetween(0.52, 0.53);
        assertThat(schedule.factor(5000, 1)).isEqualTo(0.05, Offset.offset(1e-12));
        assertThat(new Schedule(0, 1, Schedule.Decay.COSINE, 0.05).factor(0, 1)).isEqualTo(1);
        assertThat(new Schedule(0, 0.6, Schedule.Decay.LINEAR, 0).factor(9, 0.8))
                .isEqualTo(0.5, Offset.offset(1e-12));
    }
}
