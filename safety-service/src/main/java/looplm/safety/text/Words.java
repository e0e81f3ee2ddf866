package looplm.safety.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/** Splits folded text into words. Scripts that write no spaces give one word per character. */
public final class Words {

    private static final int SHORTEST_SPELLED_WORD = 3;

    private Words() {}

    /** The words in order. */
    public static List<String> of(String folded) {
        var words = new ArrayList<String>();
        for (String chunk : folded.split(" ")) {
            words.addAll(split(chunk));
        }
        return List.copyOf(words);
    }

    /**
     * The words in order, followed in place by what they may have been cut from: the pieces of a chunk without its
     * punctuation ({@code bo-mb}, {@code b.o.m.b}), and letters spelled one by one ({@code b o m b}), also without the first, which may
     * have been an article.
     */
    public static List<String> withRejoined(String folded) {
        var words = new ArrayList<String>();
        var spelled = new StringBuilder();
        for (String chunk : folded.split(" ")) {
            List<String> pieces = split(chunk);
            boolean letter = pieces.size() == 1 && isLetter(pieces.getFirst());
            if (!letter) {
                endSpelling(spelled, words);
            }
            words.addAll(pieces);
            if (letter) {
                spelled.append(pieces.getFirst());
            } else if (pieces.size() > 1) {
                words.add(String.join("", pieces));
            }
        }
        endSpelling(spelled, words);
        return List.copyOf(words);
    }

    private static void endSpelling(StringBuilder spelled, List<String> words) {
        if (spelled.length() >= SHORTEST_SPELLED_WORD) {
            words.add(spelled.toString());
            words.add(spelled.substring(1));
        }
        spelled.setLength(0);
    }

    private static boolean isLetter(String word) {
        return word.length() == 1 && Character.isLetter(word.charAt(0)) && !unspaced(word.charAt(0));
    }

    private static List<String> split(String chunk) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        chunk.codePoints().forEach(c -> {
            if (unspaced(c)) {
                end(word, words);
                words.add(Character.toString(c));
            } else if (Character.isLetterOrDigit(c) || isMark(c)) {
                word.appendCodePoint(c);
            } else {
                end(word, words);
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean unspaced(int c) {
        if (c < 0x0E00) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(c);
        return switch (script) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> Character.isLetter(c);
            default -> false;
        };
    }
}
