package looplm.trainer.data;

import java.util.Arrays;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.TaskItem;

/**
 * One text to learn from.
 *
 * @param ids its tokens; the last one is predicted only
 * @param weights of each token in the loss, 0 where it is not predicted; the first one never is
 * @param first index of the token whose prediction tells whether the document is known: the first of the answer
 */
public record Document(int[] ids, float[] weights, int first) {

    public Document {
        if (ids.length < 2 || weights.length != ids.length) {
            throw new IllegalArgumentException("ids: %d, weights: %d (expected: two or more, as many of each)"
                    .formatted(ids.length, weights.length));
        }
        if (weights[0] != 0) {
            throw new IllegalArgumentException("weights[0]: " + weights[0] + " (expected: 0)");
        }
        if (first < 1 || first >= ids.length || weights[first] == 0) {
            throw new IllegalArgumentException("first: " + first + " (expected: a token that is predicted)");
        }
    }

    /**
     * {@code <bos> question <ans> answer <eos>}, of which the answer and the end marker are asked for.
     *
     * @param promptWeight of the question's words and of the marker behind it
     * @param laterWeight of the answer's words after the first and of the end marker; the first word's is 1
     */
    public static Document of(TaskItem item, NanoVocabulary vocabulary, double promptWeight, double laterWeight) {
        int[] question = vocabulary.ids(item.prompt());
        int[] answer = vocabulary.ids(item.answer());
        int prompt = question.length + 2;
        var ids = new int[prompt + answer.length + 1];
        ids[0] = NanoVocabulary.BOS;
        System.arraycopy(question, 0, ids, 1, question.length);
        ids[prompt - 1] = NanoVocabulary.ANS;
        System.arraycopy(answer, 0, ids, prompt, answer.length);
        ids[ids.length - 1] = NanoVocabulary.EOS;
        return asked(ids, prompt, promptWeight, laterWeight);
    }

    /** Tokens of which those from {@code prompt} on are asked for; the first of them has weight 1. */
    static Document asked(int[] ids, int prompt, double promptWeight, double laterWeight) {
        var weights = new float[ids.length];
        Arrays.fill(weights, 1, prompt, (float) promptWeight);
        Arrays.fill(weights, prompt, ids.length, (float) laterWeight);
        weights[prompt] = 1;
        return new Document(ids, weights, prompt);
    }

    /** Tokens that are read: all but the last. */
    int inputs() {
        return ids.length - 1;
    }

    /** Tokens that are predicted. */
    int answers() {
        int answers = 0;
        for (float weight : weights) {
            answers += weight > 0 ? 1 : 0;
        }
        return answers;
    }
}
