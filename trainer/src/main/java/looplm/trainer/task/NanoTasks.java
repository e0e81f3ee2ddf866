package looplm.trainer.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All tasks of looplm-nano, their vocabulary and their splits. */
public final class NanoTasks {

    /** Levels up to this many indices are enumerated for evaluation, larger ones are drawn from. */
    private static final int ENUMERABLE = 100_000;

    private static final long EVALUATION_SEED = 20_25;

    private final List<Task> tasks;
    private final NanoVocabulary vocabulary;

    public NanoTasks() {
        var world = new NanoWorld();
        var chat = new ChatTask();
        var taught = List.of(
                ChainTask.person(world),
                ChainTask.item(world),
                ChainTask.make(world),
                ChainTask.judge(world),
                new CalcTask(),
                new SumTask(),
                chat,
                new EchoTask());
        var all = new ArrayList<Task>(taught);
        all.add(new UnknownTask(List.copyOf(taught), new PromptGrammar(chat)));
        tasks = List.copyOf(all);
        vocabulary = new NanoVocabulary(tasks);
    }

    /** The tasks in the order of reports. */
    public List<Task> all() {
        return tasks;
    }

    /** The vocabulary that all tasks share. */
    public NanoVocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * The task of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Task named(String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("task: %s (expected: one of %s)"
                        .formatted(name, tasks.stream().map(Task::name).collect(Collectors.joining(", ")))));
    }

    /** What the item may be used for; seen levels are trained in full and evaluated in full. */
    public boolean trainable(Task task, TaskItem item) {
        return task.seen(item.level()) || split(item) == Split.TRAIN;
    }

    /** The split that the hash of the question gives. */
    public Split split(TaskItem item) {
        return Split.of(item.task(), vocabulary.visible(item.prompt()));
    }

    /**
     * Every unique question of a level in this split, or as many as {@code limit} where there are more, always the
     * same ones. A seen level has no split: all its questions are returned.
     */
    public List<TaskItem> evaluation(Task task, int level, Split split, int limit) {
        var random = new Random(EVALUATION_SEED + level);
        var found = new ArrayList<TaskItem>();
        var prompts = new HashSet<List<String>>();
        for (int index : indices(task.size(level), random)) {
            var item = task.at(level, index);
            if ((task.seen(level) || split(item) == split) && prompts.add(vocabulary.visible(item.prompt()))) {
                found.add(item);
                if (found.size() == limit) {
                    break;
                }
            }
        }
        return List.copyOf(found);
    }

    private static List<Integer> indices(int size, Random random) {
        if (size > ENUMERABLE) {
            return random.ints(ENUMERABLE, 0, size).boxed().toList();
        }
        var all = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(all, random);
        return all;
    }
}
