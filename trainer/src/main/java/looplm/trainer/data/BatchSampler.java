package looplm.trainer.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.Task;
import looplm.trainer.task.TaskItem;

/**
 * Draws the questions of an update. They depend on the recipe's seed, the number of the update and the state of the
 * curriculum, and on nothing else, so a run that goes on from a checkpoint draws what it would have drawn.
 */
final class BatchSampler {

    private record Share(Task task, double weight, List<Double> levelShares) {}

    private final NanoTasks tasks;
    private final Recipe recipe;
    private final List<Share> shares = new ArrayList<>();

    /**
     * Looks up the recipe's tasks.
     *
     * @throws IllegalArgumentException if a task is unknown or its level shares do not match its levels
     */
    BatchSampler(NanoTasks tasks, Recipe recipe) {
        this.tasks = tasks;
        this.recipe = recipe;
        recipe.data().tasks().forEach((name, weight) -> {
            var task = tasks.named(name);
            var levelShares = recipe.data().levelShares().getOrDefault(name, List.of());
            int levels = task.lastLevel() - task.firstLevel() + 1;
            if (!levelShares.isEmpty() && levelShares.size() != levels) {
                throw new IllegalArgumentException(
                        "data.level_shares.%s: %d shares (expected: %d)".formatted(name, levelShares.size(), levels));
            }
            shares.add(new Share(task, weight, levelShares));
        });
        recipe.data().levelShares().keySet().stream()
                .filter(name -> !recipe.data().tasks().containsKey(name))
                .forEach(name -> {
                    throw new IllegalArgumentException(
                            "data.level_shares.%s: no such task (expected: one of data.tasks)".formatted(name));
                });
    }

    /** The tasks of the recipe. */
    List<Task> taught() {
        return shares.stream().map(Share::task).toList();
    }

    /** The questions of update number {@code update}, counted from 0. */
    List<TaskItem> draw(long update, Curriculum curriculum) {
        var random = new Random(recipe.seed() * 0x9E3779B97F4A7C15L + update * 0xD6E8FEB86659FD93L);
        var items = new ArrayList<TaskItem>(recipe.data().rows());
        while (items.size() < recipe.data().rows()) {
            var share = shares.get(index(shares.stream().map(Share::weight).toList(), random));
            items.add(draw(share, curriculum, random));
        }
        return items;
    }

    private TaskItem draw(Share share, Curriculum curriculum, Random random) {
        var task = share.task();
        int level = share.levelShares().isEmpty()
                ? curriculum.draw(task, random)
                : task.firstLevel() + index(share.levelShares(), random);
        while (true) {
            var item = task.at(level, random.nextInt(task.size(level)));
            if (tasks.trainable(task, item)) {
                return item;
            }
        }
    }

    private static int index(List<Double> weights, RandomGenerator random) {
        double left = random.nextDouble()
                * weights.stream().mapToDouble(Double::doubleValue).sum();
        for (int i = 0; i < weights.size() - 1; i++) {
            left -= weights.get(i);
            if (left < 0) {
                return i;
            }
        }
        return weights.size() - 1;
    }
}
