package looplm.model.train.report;

import looplm.model.exit.DepthBounds;
import looplm.model.exit.ExitProgress;
import looplm.model.task.TaskItem;

/**
 * What a model makes of one question at every recurrent step, its earlier answer words given.
 *
 * <p>At a fixed step this is what greedy generation at that depth answers: it is right exactly if each word, given the
 * right ones before it, is the best one, the end marker included.
 *
 * @param item the question
 * @param right [T][K] whether the best token of a step is the right one, for K answer words and the end marker
 * @param gateLogits [T][K] exit gate before its sigmoid
 */
public record ScoredItem(TaskItem item, boolean[][] right, float[][] gateLogits) {

    /** A threshold on the gates looks at no state. */
    private static final float[] NO_STATE = {};

    /** Whether the whole answer is right after this many steps, for all its words. */
    public boolean rightAfter(int recurrentSteps) {
        for (boolean word : right[recurrentSteps - 1]) {
            if (!word) {
                return false;
            }
        }
        return true;
    }

    /** Answer words, the end marker included. */
    int words() {
        return right[0].length;
    }

    /** Steps after which each word leaves within these bounds, its gates read as the serving engine reads them. */
    int[] exits(DepthBounds bounds) {
        var policy = bounds.policy();
        var exits = new int[words()];
        for (int word = 0; word < exits.length; word++) {
            var progress = ExitProgress.START;
            int step = 0;
            do {
                progress = progress.after(gateLogits[step++][word]);
            } while (!policy.leaves(step, progress, NO_STATE, NO_STATE));
            exits[word] = step;
        }
        return exits;
    }

    /** Whether the whole answer is right when each word is read where it leaves. */
    boolean rightAt(int[] exits) {
        for (int word = 0; word < exits.length; word++) {
            if (!right[exits[word] - 1][word]) {
                return false;
            }
        }
        return true;
    }
}
