package looplm.safety.text;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Brings equal-looking spellings to one form, so that a pattern needs one spelling only.
 *
 * <p>{@link #plain} keeps the words of any language apart and whole. {@link #skeleton} goes on where evasion begins:
 * accents, letters of other alphabets that look Latin, digits in the place of letters. It garbles honest text in other
 * alphabets, so rules read both.
 */
public final class TextFolding {

    private static final String CONFUSABLE =
            "аа вb сc еe һh іi јj кk мm нh оo рp ѕs тt уy хx ԁd ԛq ԝw ӏl αa βb γy εe ηn ιi κk νv οo ρp τt υu χx ωw ɑa ɡg ɩi ſs ıi";

    private static final String LEET = "0o 1i 3e 4a 5s 7t @a $s !i |i";

    /** Two honorifics that NFKC writes out as 18 and 8 characters; a text of nothing else would fill the memory. */
    private static final char EIGHTEENFOLD = '\uFDFA';

    private static final char EIGHTFOLD = '\uFDFB';

    /**
     * Combining marks of one character beyond these are left out: putting a run of them into their order takes the square
     * of its length. No script has as many (Unicode annex 15, stream-safe text format).
     */
    static final int MOST_MARKS = 30;

    private TextFolding() {}

    /**
     * Compatibility forms unified (NFKC), case folded, invisible characters removed, white space collapsed to single
     * spaces.
     */
    public static String plain(String raw) {
        String bounded = withoutSurplusMarks(raw.replace(EIGHTEENFOLD, ' ').replace(EIGHTFOLD, ' '));
        String visible = withoutInvisible(Normalizer.normalize(bounded, Normalizer.Form.NFKC));
        String folded = visible.toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('ς', 'σ');
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    /** A plain text without accents, with look-alikes and digits inside words as Latin letters. */
    public static String skeleton(String plain) {
        String decomposed = Normalizer.normalize(plain, Normalizer.Form.NFD);
        var letters = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(c -> letters.appendCodePoint(mapped(CONFUSABLE, c)));
        return withoutLeet(letters);
    }

    /** What is invisible goes later and parts no marks. */
    private static String withoutSurplusMarks(String text) {
        var bounded = new StringBuilder(text.length());
        int run = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isMark(c)) {
                run++;
            } else if (!isInvisible(c)) {
                run = 0;
            }
            if (run <= MOST_MARKS || !isMark(c)) {
                bounded.appendCodePoint(c);
            }
        }
        return bounded.toString();
    }

    /** Whether normalization sorts it behind the character before it; the halfwidth sound marks become such. */
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        boolean combining = type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
        return (combining && !isInvisible(c)) || c == 0xFF9E || c == 0xFF9F;
    }

    private static String withoutInvisible(String text) {
        var visible = new StringBuilder(text.length());
        boolean space = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isSpace(c)) {
                if (!space) {
                    visible.append(' ');
                }
                space = true;
            } else if (!isInvisible(c)) {
                visible.appendCodePoint(c);
                space = false;
            }
        }
        return visible.toString();
    }

    /** The braille blank shows as a space though Unicode calls it a symbol. */
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x2800 || c == 0x85;
    }

    /** Format and control characters, grapheme joiner, Hangul fillers, variation selectors. */
    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.CONTROL
                || c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x3164
                || c == 0xFFA0
                || (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0100 && c <= 0xE01EF);
    }

    /** A digit counts as a letter beside a letter, a sign only between letters: "bomb!" stays a bomb. */
    private static String withoutLeet(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            int letter = mapped(LEET, text.charAt(i));
            boolean before = i > 0 && Character.isLetter(text.charAt(i - 1));
            boolean after = i + 1 < text.length() && Character.isLetter(text.charAt(i + 1));
            boolean digit = Character.isDigit(text.charAt(i));
            if (letter != text.charAt(i) && (digit ? before || after : before && after)) {
                text.setCharAt(i, (char) letter);
            }
        }
        return text.toString();
    }

    /** Looks {@code c} up in pairs of "from, to", each followed by a space. */
    private static int mapped(String pairs, int c) {
        if (c == ' ' || (c >= 'a' && c <= 'z')) {
            return c;
        }
        int at = pairs.indexOf(c);
        return at >= 0 && at % 3 == 0 ? pairs.charAt(at + 1) : c;
    }
}
