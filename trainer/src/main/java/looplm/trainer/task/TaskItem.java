package looplm.trainer.task;

import java.util.List;

/**
 * One question with its only right answer.
 *
 * @param task name of the task, such as {@code kb}
 * @param level difficulty within the task: hops, operations or words
 * @param prompt words of the question, as the tokenizer leaves them
 * @param answer words of the answer, without the end marker
 */
public record TaskItem(String task, int level, List<String> prompt, List<String> answer) {

    public TaskItem {
        prompt = List.copyOf(prompt);
        answer = List.copyOf(answer);
        if (answer.isEmpty()) {
            throw new IllegalArgumentException("answer: [] (expected: at least one word)");
        }
    }

    /** The question as text; it encodes to the words of {@link #prompt()}. */
    public String promptText() {
        return String.join(" ", prompt);
    }

    /** The answer as text; it is what the tokenizer makes of the answer's ids. */
    public String answerText() {
        return String.join(" ", answer);
    }
}
