package looplm.model.train;

import java.util.Arrays;
import java.util.List;
import looplm.model.task.NanoVocabulary;
import looplm.model.task.TaskItem;

/**
 * Questions with their answers as one padded batch: {@code <bos> question <ans> answer}, each position predicting the
 * next word. Only the answer and the end marker after it are predicted.
 *
 * @param rows B
 * @param length N, of the longest row
 * @param ids [B, N], padded on the right
 * @param at [A] answer positions, {@code b * N + n}: row by row, the first answer word of a row first
 * @param targets [A] the word after each answer position
 * @param firsts [B] index into {@code at} of the row's first answer word
 */
record Batch(int rows, int length, long[] ids, long[] at, long[] targets, int[] firsts) {

    static Batch of(List<TaskItem> items, NanoVocabulary vocabulary) {
        int length = items.stream().mapToInt(Batch::positions).max().orElseThrow();
        int answers = items.stream().mapToInt(item -> item.answer().size() + 1).sum();
        var batch = new Batch(
                items.size(),
                length,
                new long[items.size() * length],
                new long[answers],
                new long[answers],
                new int[items.size()]);
        Arrays.fill(batch.ids, NanoVocabulary.PAD);
        int a = 0;
        for (int b = 0; b < items.size(); b++) {
            batch.firsts[b] = a;
            a = batch.fill(b, a, items.get(b), vocabulary);
        }
        return batch;
    }

    /** Positions that a question with its answer takes; the end marker is predicted, never read. */
    static int positions(TaskItem item) {
        return item.prompt().size() + item.answer().size() + 2;
    }

    private int fill(int b, int firstAnswer, TaskItem item, NanoVocabulary vocabulary) {
        int n = b * length;
        ids[n++] = NanoVocabulary.BOS;
        for (int id : vocabulary.ids(item.prompt())) {
            ids[n++] = id;
        }
        ids[n] = NanoVocabulary.ANS;
        int a = firstAnswer;
        for (int id : vocabulary.ids(item.answer())) {
            at[a] = n++;
            targets[a++] = id;
            ids[n] = id;
        }
        at[a] = n;
        targets[a++] = NanoVocabulary.EOS;
        return a;
    }

    /** Padded tokens. */
    long tokens() {
        return (long) rows * length;
    }

    /** Weights of the answer positions that add up to 1: 1 for a first answer word, {@code later} for the others. */
    float[] weights(double later) {
        var weights = new double[at.length];
        Arrays.fill(weights, later);
        for (int first : firsts) {
            weights[first] = 1;
        }
        double sum = Arrays.stream(weights).sum();
        var normed = new float[at.length];
        for (int a = 0; a < normed.length; a++) {
            normed[a] = (float) (weights[a] / sum);
        }
        return normed;
    }
}
