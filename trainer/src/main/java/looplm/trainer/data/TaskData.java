package looplm.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import looplm.trainer.recipe.Goals;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.TaskItem;
import tools.jackson.databind.JsonNode;

/** Fresh questions of tasks for every update, harder ones as the model gets better. */
public final class TaskData implements TrainingData {

    private final NanoTasks tasks;
    private final Recipe recipe;
    private final BatchSampler sampler;
    private final Curriculum curriculum;
    private List<TaskItem> drawn = new ArrayList<>();

    /**
     * The tasks of a recipe.
     *
     * @throws IllegalArgumentException if the recipe does not fit the tasks
     */
    public TaskData(NanoTasks tasks, Recipe recipe) {
        String vocabulary = recipe.vocabulary().orElse("absent");
        if (!vocabulary.equals(NanoVocabulary.VERSION)) {
            throw new IllegalArgumentException(
                    "vocabulary: %s (expected: %s)".formatted(vocabulary, NanoVocabulary.VERSION));
        }
        recipe.goals().ifPresent(goals -> goals.levels().forEach(goal -> requireMeasured(tasks, goal)));
        this.tasks = tasks;
        this.recipe = recipe;
        sampler = new BatchSampler(tasks, recipe);
        curriculum = new Curriculum(recipe.data().curriculum().orElseThrow(), sampler.taught());
    }

    private static void requireMeasured(NanoTasks tasks, Goals.OfLevel goal) {
        var task = tasks.named(goal.task());
        if (goal.level() < task.firstLevel() || goal.level() > task.lastLevel()) {
            throw new IllegalArgumentException("goals: %s %d (expected: level %d..%d)"
                    .formatted(goal.task(), goal.level(), task.firstLevel(), task.lastLevel()));
        }
    }

    @Override
    public List<Document> draw(long update) {
        drawn = sampler.draw(update, curriculum);
        return drawn.stream()
                .map(item -> Document.of(
                        item,
                        tasks.vocabulary(),
                        recipe.loss().promptTokenWeight(),
                        recipe.loss().laterTokenWeight()))
                .toList();
    }

    @Override
    public void learned(boolean[] right) {
        for (int i = 0; i < right.length; i++) {
            var item = drawn.get(i);
            curriculum.record(tasks.named(item.task()), item.level(), right[i]);
        }
    }

    @Override
    public int padding() {
        return NanoVocabulary.PAD;
    }

    @Override
    public Map<String, Object> state() {
        return Map.copyOf(curriculum.standings());
    }

    @Override
    public void restore(JsonNode state) {
        curriculum.restore(state);
    }

    @Override
    public Map<String, Integer> levels() {
        var levels = new TreeMap<String, Integer>();
        curriculum.standings().forEach((task, standing) -> levels.put(task, standing.cap()));
        levels.keySet().removeAll(recipe.data().levelShares().keySet());
        return levels;
    }
}
