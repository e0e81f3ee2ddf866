package looplm.eval.scorer;

import java.util.regex.Pattern;

/** Right is the same text; how much white space stands between words and at the ends does not count. */
public record ExactMatch() implements Scorer {

    static final String NAME = "exact";

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public boolean isRight(String expected, String answer) {
        return normalised(expected).equals(normalised(answer));
    }

    private static String normalised(String text) {
        return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }
}
