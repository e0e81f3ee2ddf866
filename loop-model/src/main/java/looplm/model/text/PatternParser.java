package looplm.model.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads a regular expression of a tokenizer file, in Oniguruma's syntax, as far as {@link PatternCheck} can judge it.
 * What it does not know is refused: back-references, atomic groups, repeated groups, classes inside classes.
 */
final class PatternParser {

    /** Stands for no limit of a repetition. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final int MAX_COUNT = 64;
    private static final String LOOKS = "?=,?!,?<=,?<!";

    /** A piece of a sequence. */
    sealed interface Part {}

    /** How a repetition takes its characters. */
    enum Mode {
        /** All there are, and gives back one by one. */
        GREEDY,
        /** As few as will do. */
        LAZY,
        /** All there are, and gives none back. */
        POSSESSIVE
    }

    /** One character of a set, repeated. */
    record Run(BitSet members, int min, int max, Mode mode) implements Part {

        boolean endless() {
            return max == UNBOUNDED;
        }
    }

    /** One of several sequences, or nothing where it is optional. */
    record Choice(List<List<Part>> alternatives, boolean optional) implements Part {}

    /** Looks ahead or behind, and consumes nothing. */
    record Look(List<List<Part>> alternatives, boolean ahead, boolean negative) implements Part {}

    /** Matches between characters. */
    record Anchor() implements Part {}

    private final String pattern;
    private final CharacterSets sets = new CharacterSets();
    private int at;
    private boolean ignoresCase;

    private PatternParser(String pattern) {
        this.pattern = pattern;
    }

    /**
     * The alternatives of a pattern.
     *
     * @throws RefusedPattern where it is none, or none that can be judged
     */
    static List<List<Part>> parse(String pattern) {
        var parser = new PatternParser(pattern);
        List<List<Part>> alternatives = parser.alternatives();
        if (parser.at < pattern.length()) {
            throw new RefusedPattern();
        }
        return alternatives;
    }

    private List<List<Part>> alternatives() {
        var alternatives = new ArrayList<List<Part>>();
        do {
            alternatives.add(sequence());
        } while (skip("|"));
        return alternatives;
    }

    private List<Part> sequence() {
        var parts = new ArrayList<Part>();
        while (at < pattern.length() && peek() != '|' && peek() != ')') {
            parts.add(part());
        }
        return parts;
    }

    private Part part() {
        char character = next();
        return switch (character) {
            case '(' -> group();
            case '^', '$' -> unrepeated(new Anchor());
            case '[' -> run(characterClass());
            case '.' -> run(CharacterSets.without(CharacterSets.of('\n')));
            case '\\' -> peek() == 'b' || peek() == 'B' ? boundary() : run(escaped());
            case '*', '+', '?', '{', '}', ']' -> throw new RefusedPattern();
            default -> run(CharacterSets.of(codePoint(character)));
        };
    }

    private Part boundary() {
        at++;
        return unrepeated(new Anchor());
    }

    private Part group() {
        for (String look : LOOKS.split(",")) {
            if (skip(look)) {
                return unrepeated(new Look(closed(), !look.contains("<"), look.endsWith("!")));
            }
        }
        boolean outer = ignoresCase;
        if (peek() == '?' && !skip("?:")) {
            if (!skip("?i:")) {
                throw new RefusedPattern();
            }
            ignoresCase = true;
        }
        List<List<Part>> alternatives = closed();
        ignoresCase = outer;
        boolean optional = skip("?");
        return unrepeated(new Choice(alternatives, optional));
    }

    private List<List<Part>> closed() {
        List<List<Part>> alternatives = alternatives();
        if (!skip(")")) {
            throw new RefusedPattern();
        }
        return alternatives;
    }

    private Part unrepeated(Part part) {
        if ("*+?{".indexOf(peek()) >= 0) {
            throw new RefusedPattern();
        }
        return part;
    }

    private Part run(BitSet members) {
        BitSet set = ignoresCase ? sets.inAnyCase(members) : members;
        if (skip("{")) {
            return counted(set);
        }
        int max = peek() == '*' || peek() == '+' ? UNBOUNDED : 1;
        int min = peek() == '*' || peek() == '?' ? 0 : 1;
        boolean repeated = max > 1 || min == 0;
        at += repeated ? 1 : 0;
        return repeated ? withMode(set, min, max) : new Run(set, 1, 1, Mode.GREEDY);
    }

    private Part counted(BitSet set) {
        int min = number();
        int max = min;
        if (skip(",")) {
            max = peek() == '}' ? UNBOUNDED : number();
        }
        if (!skip("}") || max < min || (max > MAX_COUNT && max != UNBOUNDED) || peek() == '+') {
            throw new RefusedPattern();
        }
        return withMode(set, min, max);
    }

    private Part withMode(BitSet set, int min, int max) {
        if (ignoresCase && max == UNBOUNDED) {
            throw new RefusedPattern();
        }
        Mode mode = skip("+") ? Mode.POSSESSIVE : skip("?") ? Mode.LAZY : Mode.GREEDY;
        return unrepeated(new Run(set, min, max, mode));
    }

    private int number() {
        int start = at;
        int value = 0;
        while (peek() >= '0' && peek() <= '9' && value <= MAX_COUNT) {
            value = 10 * value + (next() - '0');
        }
        if (at == start || value > MAX_COUNT) {
            throw new RefusedPattern();
        }
        return value;
    }

    private BitSet characterClass() {
        boolean negated = skip("^");
        var members = new BitSet();
        if (peek() == ']') {
            throw new RefusedPattern();
        }
        while (!skip("]")) {
            member(members);
        }
        return negated ? CharacterSets.without(members) : members;
    }

    private void member(BitSet members) {
        char character = next();
        if (character == '[' || (character == '&' && peek() == '&')) {
            throw new RefusedPattern();
        }
        BitSet set = character == '\\' ? escaped() : CharacterSets.of(codePoint(character));
        if (peek() == '-' && pattern.indexOf(']', at) != at + 1 && set.cardinality() == 1) {
            at++;
            int last = lastOfRange();
            int first = set.nextSetBit(0);
            if (last < first) {
                throw new RefusedPattern();
            }
            members.set(first, last + 1);
        } else {
            members.or(set);
        }
    }

    private int lastOfRange() {
        char character = next();
        BitSet set = character == '\\' ? escaped() : CharacterSets.of(codePoint(character));
        if (character == '[' || set.cardinality() != 1) {
            throw new RefusedPattern();
        }
        return set.nextSetBit(0);
    }

    private BitSet escaped() {
        char character = next();
        if (character == 'p' || character == 'P') {
            int end = pattern.indexOf('}', at);
            if (next() != '{' || end < 0) {
                throw new RefusedPattern();
            }
            String name = pattern.substring(at, end);
            at = end + 1;
            BitSet property = sets.property(name.startsWith("^") ? name.substring(1) : name);
            return (character == 'P') != name.startsWith("^") ? CharacterSets.without(property) : property;
        }
        return switch (character) {
            case 's' -> CharacterSets.whiteSpace();
            case 'S' -> CharacterSets.without(CharacterSets.whiteSpace());
            case 'd' -> sets.property("Nd");
            case 'D' -> CharacterSets.without(sets.property("Nd"));
            case 'w' -> sets.word();
            case 'W' -> CharacterSets.without(sets.word());
            case 'r' -> CharacterSets.of('\r');
            case 'n' -> CharacterSets.of('\n');
            case 't' -> CharacterSets.of('\t');
            default -> {
                if (character >= 0x80 || Character.isLetterOrDigit(character)) {
                    throw new RefusedPattern();
                }
                yield CharacterSets.of(character);
            }
        };
    }

    private int codePoint(char first) {
        if (!Character.isHighSurrogate(first)) {
            return first;
        }
        return Character.toCodePoint(first, next());
    }

    private char peek() {
        return at < pattern.length() ? pattern.charAt(at) : 0;
    }

    private char next() {
        if (at == pattern.length()) {
            throw new RefusedPattern();
        }
        return pattern.charAt(at++);
    }

    private boolean skip(String text) {
        boolean there = pattern.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    /** Ends the check where it cannot vouch for the pattern. */
    static final class RefusedPattern extends RuntimeException {

        RefusedPattern() {
            super(null, null, false, false);
        }
    }
}
