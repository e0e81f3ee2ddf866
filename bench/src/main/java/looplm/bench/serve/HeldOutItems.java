package looplm.bench.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.Split;
import looplm.trainer.task.Task;
import looplm.trainer.task.TaskItem;

/** Questions that looplm-nano was never shown, of all its tasks. */
final class HeldOutItems {

    /** Of each level, so that a level with many questions does not drown the others. */
    private static final int OF_A_LEVEL = 400;

    private HeldOutItems() {}

    /** So many of them, or all where there are fewer, evenly over tasks and levels; always the same ones. */
    static List<TaskItem> of(NanoTasks tasks, int count) {
        var all = new ArrayList<TaskItem>();
        for (Task task : tasks.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                if (!task.seen(level)) {
                    all.addAll(tasks.evaluation(task, level, Split.TEST, OF_A_LEVEL));
                }
            }
        }
        int taken = Math.min(count, all.size());
        return IntStream.range(0, taken)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / taken)))
                .toList();
    }
}
