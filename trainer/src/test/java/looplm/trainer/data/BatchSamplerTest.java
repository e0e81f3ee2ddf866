package looplm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import looplm.trainer.TinyRecipe;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSamplerTest {

    private final NanoTasks tasks = new NanoTasks();

    @TempDir
    private Path directory;

    @Test
    void draw_givesEqualQuestions_whenSeedUpdateAndCurriculumAreEqual() throws IOException {
        var recipe = nano();
        var sampler = new BatchSampler(tasks, recipe);
        var again = new BatchSampler(new NanoTasks(), recipe);

        assertThat(sampler.draw(17, curriculum(sampler, recipe))).isEqualTo(again.draw(17, curriculum(again, recipe)));
        assertThat(sampler.draw(17, curriculum(sampler, recipe)))
                .isNotEqualTo(sampler.draw(18, curriculum(sampler, recipe)));
    }

    @Test
    void draw_neverGivesAHeldOutQuestion_whenAllLevelsAreOpen() throws IOException {
        var recipe = nano();
        var sampler = new BatchSampler(tasks, recipe);
        var curriculum = curriculum(sampler, recipe);
        for (var task : sampler.taught()) {
            for (int level = task.firstLevel(); level < task.lastLevel(); level++) {
                for (int i = 0; i < 500; i++) {
                    curriculum.record(task, level, true);
                }
            }
        }

        for (int update = 0; update < 50; update++) {
            assertThat(sampler.draw(update, curriculum))
                    .hasSize(128)
                    .allSatisfy(item -> assertThat(
                                    tasks.named(item.task()).seen(item.level()) || tasks.split(item) == Split.TRAIN)
                            .isTrue());
        }
        assertThat(sampler.draw(0, curriculum))
                .anySatisfy(item -> assertThat(item.level()).isEqualTo(4));
    }

    @Test
    void new_refuses_whenTheRecipeDoesNotFitTheTasks() throws IOException {
        var unknown = TinyRecipe.read(directory, "kb: 1", "sudoku: 1").recipe();
        assertThatThrownBy(() -> new BatchSampler(tasks, unknown)).hasMessageStartingWith("task: sudoku (expected");
        var few = TinyRecipe.read(directory, "level_shares: {}", "level_shares: {kb: [1, 2]}")
                .recipe();
        assertThatThrownBy(() -> new BatchSampler(tasks, few))
                .hasMessage("data.level_shares.kb: 2 shares (expected: 4)");
        var other = TinyRecipe.read(directory, "level_shares: {}", "level_shares: {item: [1, 1, 1, 1]}")
                .recipe();
        assertThatThrownBy(() -> new BatchSampler(tasks, other))
                .hasMessage("data.level_shares.item: no such task (expected: one of data.tasks)");
    }

    private static Recipe nano() throws IOException {
        return RecipeFile.read(Path.of("..", "recipes", "looplm-nano.yaml")).recipe();
    }

    private static Curriculum curriculum(BatchSampler sampler, Recipe recipe) {
        return new Curriculum(recipe.data().curriculum().orElseThrow(), sampler.taught());
    }
}
