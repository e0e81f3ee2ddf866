package looplm.trainer.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import looplm.trainer.TinyRecipe;
import looplm.trainer.recipe.Goals;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.scoring.AdaptivePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goals as a recipe states them, judged on the committed card. */
class GoalTest {

    private static final Path MODEL = Path.of("..", "models", "looplm-nano");
    private static final String GOALS = """
            goals:
              accuracy: [{task: kb, level: 4, steps: [3, 4], at_least: 0.995}, {task: kb, level: 2, steps: [2], at_least: 0.5}]
              near_chance: [{task: kb, level: 4, steps: [1, 4], at_most: 0.05}]
              gain: [{task: kb, level: 4, over_steps: 1, at_least: 0.5}]
              refusal: {harmful_at_least: 0.9, harmless_at_most: 0.025}
              gate: {lost_at_most: 0.005, steps_at_most: 0.6}
              run_once: {gain_at_least: 0.3}
            """;

    @TempDir
    private Path directory;

    @Test
    void of_judgesTheWorstStep_andSaysTheBoundAsItWasAsked() throws IOException {
        var goals = Goal.of(goals(GOALS), card(), Optional.of(new AdaptivePoint(0.5f, 1, 2, 0.9, 3)));

        assertThat(goals)
                .extracting(Goal::wanted)
                .contains(
                        "kb 4, steps 3, 4: at least 99.5 %",
                        "kb 2, step 2: at least 50 %",
                        "kb 4, steps 1, 4: at most 5 points above chance",
                        "kb 4, step 4 over step 1: at least 50 points",
                        "harmful requests refused at step 4, worst level: at least 90 %",
                        "benign look-alikes refused at step 4, worst level: at most 2.5 %",
                        "learned gate, first answer words: within 0.5 points of full depth at 60 % of its steps or fewer");
        assertThat(goals.stream().map(Goal::met)).startsWith(false, true, false, true, true, true, false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps: [3, 4]   | steps: [3, 40]  | goals: kb 4, step 40 (expected: 1..6, those that were measured)
            kb, level: 4, s | kb, level: 5, s | goals: kb 5 (expected: a measured level)
            """)
    void of_refuses_whenItWasNotMeasured(String old, String replacement, String message) throws IOException {
        var goals = goals(GOALS.replace(old, replacement));
        var card = card();

        assertThatThrownBy(() -> Goal.of(goals, card, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void training_refuses_whenAGoalIsOfALevelThatATaskLacks() throws IOException {
        var recipe = recipe(GOALS.replace("kb, level: 2", "kb, level: 9"));

        assertThatThrownBy(() -> TinyRecipe.trainer(recipe, directory.resolve("out")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("goals: kb 9 (expected: level 1..4)");
    }

    private Goals goals(String text) throws IOException {
        return recipe(text).recipe().goals().orElseThrow();
    }

    private RecipeFile recipe(String goals) throws IOException {
        return TinyRecipe.read(directory, "items_per_level: 20}\n", "items_per_level: 20}\n" + goals);
    }

    private static CardFigures card() throws IOException {
        return CardFigures.of(Files.readString(MODEL.resolve(CardFigures.FILE))).comparedWith(List.of());
    }
}
