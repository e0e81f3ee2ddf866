package looplm.trainer.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import looplm.trainer.recipe.CurriculumSettings;
import looplm.trainer.task.Task;
import tools.jackson.databind.JsonNode;

/**
 * Which level a task is trained at. A task starts at its first level; its cap rises by one each time the running
 * accuracy at the cap, at the last recurrent step, exceeds a bound. Deep chains are not learned without their shorter
 * parts, so this is what makes the run short.
 *
 * <p>Not thread-safe.
 */
final class Curriculum {

    /**
     * Where a task stands.
     *
     * @param cap hardest level in training
     * @param average running accuracy at the cap
     */
    record Standing(int cap, double average) {}

    private final CurriculumSettings settings;
    private final Map<String, Standing> standings = new LinkedHashMap<>();

    Curriculum(CurriculumSettings settings, Iterable<Task> tasks) {
        this.settings = settings;
        for (Task task : tasks) {
            standings.put(task.name(), new Standing(task.firstLevel(), 0));
        }
    }

    /** The level of the next row of this task. */
    int draw(Task task, RandomGenerator random) {
        int cap = standing(task).cap();
        if (random.nextDouble() < settings.capShare()) {
            return cap;
        }
        return task.firstLevel() + random.nextInt(cap - task.firstLevel() + 1);
    }

    /** Counts the result of one row, then raises the cap where it is due. */
    void record(Task task, int level, boolean right) {
        var standing = standing(task);
        if (level != standing.cap()) {
            return;
        }
        double average = standing.average() + settings.averageFactor() * ((right ? 1 : 0) - standing.average());
        boolean advance = average > settings.advanceAt() && level < task.lastLevel();
        standings.put(task.name(), advance ? new Standing(level + 1, 0) : new Standing(level, average));
    }

    /** Where every task stands. */
    Map<String, Standing> standings() {
        return Map.copyOf(standings);
    }

    /** Takes over the standings of an earlier run. */
    void restore(JsonNode state) {
        state.forEachEntry((task, standing) -> {
            if (!standings.containsKey(task)) {
                throw new IllegalArgumentException("task: " + task + " (expected: a task of the recipe)");
            }
            standings.put(
                    task,
                    new Standing(
                            standing.path("cap").intValue(),
                            standing.path("average").doubleValue()));
        });
    }

    private Standing standing(Task task) {
        var standing = standings.get(task.name());
        if (standing == null) {
            throw new IllegalArgumentException("task: " + task.name() + " (expected: a task of the recipe)");
        }
        return standing;
    }
}
