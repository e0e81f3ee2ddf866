package looplm.model.text;

import java.util.Optional;

/**
 * The answer of a Thinking model, taken apart: {@code <think> thoughts </think> answer}. A prompt may have opened the
 * thought, then only its end is in the answer; and a model may answer without any, then all is answer.
 *
 * @param thoughts what stands between the tags; empty where nothing was thought
 * @param answer what follows, without leading blank space; empty where the thought was cut off
 */
public record ThoughtfulAnswer(Optional<String> thoughts, String answer) {

    static final String OPEN = "<think>";
    static final String CLOSE = "</think>";

    /**
     * Takes an answer apart.
     *
     * @param prompt the text it continues
     * @param generated the answer as it was generated
     */
    public static ThoughtfulAnswer of(String prompt, String generated) {
        String text = generated.stripLeading();
        boolean opensItself = text.startsWith(OPEN);
        int close = text.indexOf(CLOSE);
        if (!opensItself && !isOpen(prompt) && close < 0) {
            return new ThoughtfulAnswer(Optional.empty(), generated);
        }
        int start = opensItself ? OPEN.length() : 0;
        if (close < start) {
            return new ThoughtfulAnswer(Optional.of(text.substring(start).strip()), "");
        }
        return new ThoughtfulAnswer(
                Optional.of(text.substring(start, close).strip()),
                text.substring(close + CLOSE.length()).stripLeading());
    }

    private static boolean isOpen(String prompt) {
        return prompt.stripTrailing().endsWith(OPEN);
    }
}
