package looplm.eval.suite;

import java.util.Locale;
import java.util.regex.Pattern;

/** When an answer counts as right. */
public enum AnswerMatch {
    /** It is the same text; how much white space stands between words and at the ends does not count. */
    EXACT;

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * What a suite calls {@code scorer}.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static AnswerMatch named(String name) {
        if (name.equals(EXACT.word())) {
            return EXACT;
        }
        throw new IllegalArgumentException("scorer: " + name + " (expected: " + EXACT.word() + ")");
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isRight(String expected, String answer) {
        return normalised(expected).equals(normalised(answer));
    }

    private static String normalised(String text) {
        return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }
}
