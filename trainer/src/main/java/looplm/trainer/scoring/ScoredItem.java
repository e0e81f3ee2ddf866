package looplm.trainer.scoring;

import looplm.model.exit.DepthBounds;
import looplm.model.exit.ExitProgress;
import looplm.trainer.task.TaskItem;

/**
 * What a model makes of one question at every recurrent step, its earlier answer words given.
 *
 * <p>At a fixed step this is what greedy generation at that depth answers: it is right exactly if each word, given the
 * right ones before it, is the best one, the end marker included.
 *
 * @param item the question
 * @param targets [K] the right token for each of K answer words and the end marker
 * @param best [T][K] the most likely token
 * @param logProbabilities [T][K] of the right token
 * @param gateLogits [T][K] exit gate before its sigmoid
 * @param moved [T][K] root mean square of the state's change in the step
 */
public record ScoredItem(
        TaskItem item, int[] targets, int[][] best, float[][] logProbabilities, float[][] gateLogits, float[][] moved) {

    /** A threshold on the gates looks at no state. */
    private static final float[] NO_STATE = {};

    /** Whether a word is right after this many steps. */
    boolean right(int recurrentSteps, int word) {
        return best[recurrentSteps - 1][word] == targets[word];
    }

    /** Whether the whole answer is right after this many steps, for all its words. */
    public boolean rightAfter(int recurrentSteps) {
        for (int word = 0; word < words(); word++) {
            if (!right(recurrentSteps, word)) {
                return false;
            }
        }
        return true;
    }

    /** Logarithm of the probability of the answer, the end marker included, after this many steps. */
    double logProbability(int recurrentSteps) {
        double sum = 0;
        for (float word : logProbabilities[recurrentSteps - 1]) {
            sum += word;
        }
        return sum;
    }

    /** Answer words, the end marker included. */
    int words() {
        return targets.length;
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

    /** Steps after which each word leaves where its state moves by at most this much (hidden-state difference). */
    int[] exitsWhenStill(float threshold, int maxSteps) {
        var exits = new int[words()];
        for (int word = 0; word < exits.length; word++) {
            int step = 1;
            while (step < maxSteps && moved[step - 1][word] > threshold) {
                step++;
            }
            exits[word] = step;
        }
        return exits;
    }

    /** Whether the whole answer is right when each word is read where it leaves. */
    boolean rightAt(int[] exits) {
        for (int word = 0; word < exits.length; word++) {
            if (!right(exits[word], word)) {
                return false;
            }
        }
        return true;
    }
}
