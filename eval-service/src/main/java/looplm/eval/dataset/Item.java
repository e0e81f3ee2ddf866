package looplm.eval.dataset;

/**
 * One question.
 *
 * @param id unique in its file, e.g. {@code kb-2-a64a9d667f71}
 * @param level difficulty within the task; most tasks need about as many recurrent steps
 * @param seen whether the model was trained on this very question, so that it measures recall
 * @param chance probability of guessing the answer, in [0,1]
 */
public record Item(String id, String task, int level, String prompt, String answer, boolean seen, double chance) {

    public Item {
        requireText("id", id);
        requireText("task", task);
        requireText("prompt", prompt);
        requireText("answer", answer);
        if (level < 0) {
            throw new IllegalArgumentException("level: " + level + " (expected: 0 or more)");
        }
        if (!(chance >= 0 && chance <= 1)) {
            throw new IllegalArgumentException("chance: " + chance + " (expected: 0..1)");
        }
    }

    private static void requireText(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + ": blank (expected: text)");
        }
    }
}
