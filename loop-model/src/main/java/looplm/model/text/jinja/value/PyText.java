package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import looplm.wire.PrintableText;

/** Operations on text as Python defines them: characters are code points, whitespace is Unicode's. */
public final class PyText {

    /** Digits beside the decimal ones, above and below the line. */
    private static final String SMALL_DIGITS = "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉";

    private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

    private PyText() {}

    public static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    public static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    public static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    /** Drops characters of a set from the chosen ends. */
    public static String strip(String text, String characters, boolean leading, boolean trailing) {
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

    public static List<Object> characters(String text) {
        var characters = new ArrayList<Object>();
        text.codePoints().forEach(c -> characters.add(Character.toString(c)));
        return characters;
    }

    /** Splits at runs of whitespace, at most {@code limit} times; below 0 without limit. */
    public static List<Object> words(String text, int limit) {
        var words = new ArrayList<Object>();
        int at = spaceEnd(text, 0);
        while (at < text.length() && (limit < 0 || words.size() < limit)) {
            int end = at;
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(at, end));
            at = spaceEnd(text, end);
        }
        if (at < text.length()) {
            words.add(text.substring(at));
        }
        return words;
    }

    private static int spaceEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Splits before each character and at the end, at most {@code limit} times. */
    static List<Object> between(String text, int limit) {
        var parts = new ArrayList<Object>(List.of(""));
        int at = 0;
        while (at < text.length() && (limit < 0 || parts.size() < limit)) {
            int next = text.offsetByCodePoints(at, 1);
            parts.add(text.substring(at, next));
            at = next;
        }
        if (limit == 0) {
            return List.of(text);
        }
        parts.add(text.substring(at));
        return parts;
    }

    /** Lines, as Python counts them. */
    static List<Object> lines(String text, boolean withEnds) {
        var lines = new ArrayList<Object>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (LINE_ENDS.indexOf(text.charAt(i)) >= 0) {
                int end = i;
                i += text.startsWith("\r\n", i) ? 1 : 0;
                lines.add(text.substring(start, withEnds ? i + 1 : end));
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    /** By code points. */
    static int compare(String left, String right) {
        return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }

    /** Splits at a separator, at most {@code limit} times; below 0 without limit. */
    public static List<Object> split(String text, String separator, long limit) {
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

    public static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** As the method {@code title}: every letter after none is a capital. */
    static String titleCase(String text) {
        var result = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            String letter = Character.toString(c);
            result.append(inWord ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
            inWord = isCased(c);
        }
        return result.toString();
    }

    /** In the middle of a width; an odd space goes to the left where the width is odd. */
    public static String center(String text, int width, String fill, Budget budget) {
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        budget.requireCharacters((long) text.length() + 2L * missing);
        int left = missing / 2 + (missing & width & 1);
        return budget.checked(fill.repeat(left) + text + fill.repeat(missing - left));
    }

    static String swapCase(String text) {
        var result = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            result.append(Character.isUpperCase(c) ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
        });
        return result.toString();
    }

    /** The questions that a text answers: {@code isdigit}, {@code isupper} and so on. */
    static boolean is(String text, String question) {
        if (question.equals("isascii")) {
            return text.chars().allMatch(c -> c < 0x80);
        }
        if (question.equals("islower") || question.equals("isupper")) {
            boolean upper = question.equals("isupper");
            return text.codePoints().anyMatch(PyText::isCased)
                    && text.codePoints()
                            .filter(PyText::isCased)
                            .allMatch(c -> upper ? Character.isUpperCase(c) : Character.isLowerCase(c));
        }
        IntPredicate each = switch (question) {
            case "isalpha" -> Character::isLetter;
            case "isalnum" -> c -> Character.isLetter(c) || isNumeric(c);
            case "isdecimal" -> Character::isDigit;
            case "isdigit" -> c -> Character.isDigit(c) || SMALL_DIGITS.indexOf(c) >= 0;
            case "isnumeric" -> PyText::isNumeric;
            case "isspace" -> PyText::isSpace;
            default -> throw new IllegalStateException("method: " + question);
        };
        return !text.isEmpty() && text.codePoints().allMatch(each);
    }

    private static boolean isCased(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    private static boolean isNumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /** In quotes, as Python's {@code repr}. */
    static String quoted(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        var result = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                case '\\' -> result.append("\\\\");
                default -> result.append(c == quote ? "\\" + quote : shown(c));
            }
        });
        return result.append(quote).toString();
    }

    private static String shown(int c) {
        boolean otherSpace = Character.getType(c) == Character.SPACE_SEPARATOR && c != ' ';
        boolean printable = PrintableText.isPrintable(c) && !otherSpace;
        return printable ? Character.toString(c) : escaped(c);
    }

    /** As Python's {@code ascii}: what is not ASCII by its number. */
    static String ascii(String quoted) {
        return quoted.codePoints()
                .mapToObj(c -> c < 0x80 ? Character.toString(c) : escaped(c))
                .collect(Collectors.joining());
    }

    private static String escaped(int c) {
        return (c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c);
    }

    /** As the filter {@code title}: words begin after whitespace, a hyphen or an opening bracket. */
    public static String title(String text) {
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
    public static String unescape(String literal) {
        var result = new StringBuilder();
        int at = 0;
        while (at < literal.length()) {
            if (literal.charAt(at) != '\\' || at + 1 == literal.length()) {
                result.append(literal.charAt(at++));
                continue;
            }
            char escape = literal.charAt(at + 1);
            if (escape == 'N') {
                throw new JinjaException("string: a character by its name in '" + literal + "'");
            }
            at += 2;
            int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (escape >= '0' && escape <= '7') {
                int end = at;
                while (end < literal.length() && end < at + 2 && "01234567".indexOf(literal.charAt(end)) >= 0) {
                    end++;
                }
                result.appendCodePoint(Integer.parseInt(literal.substring(at - 1, end), 8));
                at = end;
            } else if (digits > 0) {
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
