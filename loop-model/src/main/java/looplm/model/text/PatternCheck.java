package looplm.model.text;

import java.util.Set;

/**
 * Whether a regular expression of a tokenizer file may run in the tokenizers library.
 *
 * <p>That library backtracks, and ends the process once a match has backtracked 10 million times. So a pattern is taken
 * only if it cannot: it is one of the published ones below, or each of its alternatives repeats one character set without
 * bound (a second one only after a character that white space before it cannot have eaten), repeats no group, and leaves
 * at most {@value #MAX_WAYS} other choices open. The work of a match is then linear in the text. Nor may it match the
 * empty string, where a replacement ends the process too.
 */
final class PatternCheck {

    /** Choices of one alternative beside its repetition; times {@link Tokenizer#MAX_CHARACTERS} is under the limit. */
    private static final int MAX_WAYS = 8;

    private static final int MAX_LENGTH = 512;
    private static final int MAX_COUNT = 64;

    /**
     * Llama 3's, Qwen 2's and looplm-nano's own: two repetitions stand side by side, but nothing after them makes them
     * backtrack, or the library looks at the next character first.
     */
    private static final Set<String> PUBLISHED = Set.of(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            "^\\s*(who|what)\\s*('s|’s|\\s+is)\\s+");

    private static final String SIMPLE_ESCAPES = "sSdDwWbBrnt";

    private final String pattern;
    private int at;
    private int ways;

    private PatternCheck(String pattern) {
        this.pattern = pattern;
    }

    static boolean isSafe(String pattern) {
        if (PUBLISHED.contains(pattern)) {
            return true;
        }
        try {
            return pattern.length() <= MAX_LENGTH && new PatternCheck(pattern).wholeIsSafe();
        } catch (Refusal e) {
            return false;
        }
    }

    private boolean wholeIsSafe() {
        Path path;
        do {
            ways = 1;
            path = sequence(new Path(Repeated.NOTHING, false));
            if (!path.consumes()) {
                return false;
            }
        } while (skip('|'));
        return at == pattern.length();
    }

    /** What was repeated without bound since the last character that cannot have been part of it. */
    private enum Repeated {
        NOTHING,
        WHITE_SPACE,
        OTHER
    }

    private enum Kind {
        WHITE_SPACE,
        /** Characters none of which is white space. */
        VISIBLE,
        OTHER,
        /** Matches between characters. */
        ANCHOR,
        GROUP
    }

    private record Path(Repeated repeated, boolean consumes) {

        Path join(Path other) {
            Repeated worse = repeated.compareTo(other.repeated) > 0 ? repeated : other.repeated;
            return new Path(worse, consumes && other.consumes);
        }
    }

    private Path sequence(Path path) {
        Path end = path;
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            end = item(end);
        }
        return end;
    }

    private Path item(Path before) {
        Path after = before;
        Kind kind = atom();
        if (kind == Kind.GROUP) {
            after = group(before);
        }
        return repetition(kind, before, after);
    }

    private Path repetition(Kind kind, Path before, Path group) {
        char next = at < pattern.length() ? pattern.charAt(at) : 0;
        if (next == '?') {
            at++;
            multiply(2);
            return optional(kind, before, group);
        }
        if (next == '*' || next == '+' || next == '{') {
            if (kind == Kind.GROUP || kind == Kind.ANCHOR) {
                throw new Refusal();
            }
            return next == '{' ? counted(kind, before) : unbounded(kind, before, next == '+');
        }
        return kind == Kind.GROUP ? group : once(kind, before);
    }

    private static Path optional(Kind kind, Path before, Path group) {
        return kind == Kind.GROUP ? new Path(before.join(group).repeated(), before.consumes()) : before;
    }

    private static Path once(Kind kind, Path before) {
        return switch (kind) {
            case ANCHOR -> before;
            case VISIBLE ->
                new Path(before.repeated() == Repeated.WHITE_SPACE ? Repeated.NOTHING : before.repeated(), true);
            case WHITE_SPACE, OTHER, GROUP -> new Path(before.repeated(), true);
        };
    }

    private Path unbounded(Kind kind, Path before, boolean atLeastOnce) {
        at++;
        if (before.repeated() != Repeated.NOTHING || (at < pattern.length() && pattern.charAt(at) == '+')) {
            throw new Refusal();
        }
        skip('?');
        Repeated repeated = kind == Kind.WHITE_SPACE ? Repeated.WHITE_SPACE : Repeated.OTHER;
        return new Path(repeated, before.consumes() || atLeastOnce);
    }

    private Path counted(Kind kind, Path before) {
        at++;
        int min = number();
        int max = skip(',') ? number() : min;
        if (!skip('}') || max < min || max > MAX_COUNT) {
            throw new Refusal();
        }
        multiply(max - min + 1);
        return min > 0 ? once(kind, before) : before;
    }

    private Path group(Path before) {
        boolean looksAround = groupStart();
        int alternatives = 0;
        Path after = null;
        do {
            Path end = sequence(before);
            after = after == null ? end : after.join(end);
            alternatives++;
        } while (skip('|'));
        if (!skip(')')) {
            throw new Refusal();
        }
        multiply(alternatives);
        return looksAround ? new Path(after.repeated(), before.consumes()) : after;
    }

    /** Whether the group only looks, and consumes nothing. */
    private boolean groupStart() {
        for (String look : new String[] {"?=", "?!", "?<=", "?<!"}) {
            if (skip(look)) {
                return true;
            }
        }
        if (pattern.startsWith("?", at) && !skip("?:") && !skip("?i:")) {
            throw new Refusal();
        }
        return false;
    }

    private Kind atom() {
        char character = pattern.charAt(at++);
        return switch (character) {
            case '(' -> Kind.GROUP;
            case '[' -> characterClass();
            case '\\' -> escape();
            case '^', '$' -> Kind.ANCHOR;
            case '.' -> Kind.OTHER;
            case '*', '+', '?', '{', '}', ']' -> throw new Refusal();
            default -> Character.isWhitespace(character) ? Kind.OTHER : Kind.VISIBLE;
        };
    }

    private Kind escape() {
        char character = next();
        if (character == 'p' || character == 'P') {
            int end = pattern.indexOf('}', at);
            if (next() != '{' || end < 0) {
                throw new Refusal();
            }
            at = end + 1;
            return Kind.OTHER;
        }
        if (character < 0x80 && !Character.isLetterOrDigit(character)) {
            return Character.isWhitespace(character) ? Kind.OTHER : Kind.VISIBLE;
        }
        if (SIMPLE_ESCAPES.indexOf(character) < 0) {
            throw new Refusal();
        }
        return switch (character) {
            case 's' -> Kind.WHITE_SPACE;
            case 'b', 'B' -> Kind.ANCHOR;
            default -> Kind.OTHER;
        };
    }

    /** Without a class inside it or an intersection. */
    private Kind characterClass() {
        boolean visible = !skip('^');
        if (skip(']')) {
            throw new Refusal();
        }
        while (!skip(']')) {
            char character = next();
            if (character == '[' || character == '&') {
                throw new Refusal();
            }
            Kind kind = character == '\\' ? escape() : Kind.VISIBLE;
            visible &= kind == Kind.VISIBLE && !Character.isWhitespace(character);
        }
        return visible ? Kind.VISIBLE : Kind.OTHER;
    }

    private int number() {
        int value = 0;
        int start = at;
        while (at < pattern.length() && Character.isDigit(pattern.charAt(at)) && value <= MAX_COUNT) {
            value = 10 * value + Character.digit(pattern.charAt(at++), 10);
        }
        if (at == start) {
            throw new Refusal();
        }
        return value;
    }

    private void multiply(int choices) {
        ways *= choices;
        if (ways > MAX_WAYS) {
            throw new Refusal();
        }
    }

    private char next() {
        if (at == pattern.length()) {
            throw new Refusal();
        }
        return pattern.charAt(at++);
    }

    private boolean skip(char character) {
        boolean there = at < pattern.length() && pattern.charAt(at) == character;
        at += there ? 1 : 0;
        return there;
    }

    private boolean skip(String text) {
        boolean there = pattern.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    /** Ends the check where it cannot vouch for the pattern. */
    private static final class Refusal extends RuntimeException {

        Refusal() {
            super(null, null, false, false);
        }
    }
}
