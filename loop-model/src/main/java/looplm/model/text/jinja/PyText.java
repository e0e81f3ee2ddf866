package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Operations on text as Python defines them: characters are code points, whitespace is Unicode's. */
final class PyText {

    private PyText() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    /** Drops characters of a set from the chosen ends. */
    static String strip(String text, String characters, boolean leading, boolean trailing) {
        int start = 0;
        int end = text.length();
        while (leading && start < end && characters.indexOf(text.codePointAt(start)) >= 0) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (trailing && end > start && characters.indexOf(text.codePointBefore(end)) >= 0) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    static List<Object> characters(String text) {
        var characters = new ArrayList<Object>();
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    /** Splits at runs of whitespace. */
    static List<Object> words(String text) {
        var words = new ArrayList<Object>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isSpace(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Splits at a separator, at most {@code limit} times; below 0 without limit. */
    static List<Object> split(String text, String separator, long limit) {
        if (separator.isEmpty()) {
            throw new JinjaException("split: empty separator");
        }
        var parts = new ArrayList<Object>();
        int start = 0;
        int found = text.indexOf(separator);
        while (found >= 0 && (limit < 0 || parts.size() < limit)) {
            parts.add(text.substring(start, found));
            start = found + separator.length();
            found = text.indexOf(separator, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** Capitalises every word; words begin after whitespace, a hyphen or an opening bracket. */
    static String title(String text) {
        var result = new StringBuilder();
        boolean begins = true;
        for (int c : text.codePoints().toArray()) {
            String letter = Character.toString(c);
            result.append(begins ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT));
            begins = isSpace(c) || "-({[<".indexOf(c) >= 0;
        }
        return result.toString();
    }

    /** A string literal's content, its escapes resolved as Python does; unknown ones stay as they are. */
    static String unescape(String literal) {
        var result = new StringBuilder();
        int at = 0;
        while (at < literal.length()) {
            if (literal.charAt(at) != '\\' || at + 1 == literal.length()) {
                result.append(literal.charAt(at++));
                continue;
            }
            char escape = literal.charAt(at + 1);
            at += 2;
            int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits > 0) {
                result.appendCodePoint(codePoint(literal, at, digits));
                at += digits;
            } else {
                result.append(plain(escape));
            }
        }
        return result.toString();
    }

    private static String plain(char escape) {
        return switch (escape) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'a' -> "\u0007";
            case 'v' -> "\u000b";
            case '0' -> "\0";
            case '\\', '\'', '"' -> String.valueOf(escape);
            case '\n' -> "";
            default -> "\\" + escape;
        };
    }

    private static int codePoint(String literal, int from, int digits) {
        try {
            int value = Integer.parseInt(literal.substring(from, from + digits), 16);
            if (Character.isValidCodePoint(value)) {
                return value;
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // told below
        }
        throw new JinjaException("string: bad escape in '" + literal + "'");
    }
}
