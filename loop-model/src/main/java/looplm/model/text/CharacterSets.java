package looplm.model.text;

import java.lang.Character.UnicodeScript;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import looplm.model.text.PatternParser.RefusedPattern;

/** Sets of code points, as Oniguruma names them in a pattern over Unicode text. */
final class CharacterSets {

    private static final int SIZE = Character.MAX_CODE_POINT + 1;

    /** Two letters for each value of {@link Character#getType}. */
    private static final String CATEGORIES = "CnLuLlLtLmLoMnMeMcNdNlNoZsZlZpCcCf--CoCsPdPsPePcPoSmScSkSoPiPf";

    private final List<BitSet> categories =
            Stream.generate(BitSet::new).limit(CATEGORIES.length() / 2).toList();

    CharacterSets() {
        for (int c = 0; c < SIZE; c++) {
            categories.get(Character.getType(c)).set(c);
        }
    }

    static BitSet of(int character) {
        var set = new BitSet();
        set.set(character);
        return set;
    }

    static BitSet without(BitSet members) {
        var rest = (BitSet) members.clone();
        rest.flip(0, SIZE);
        return rest;
    }

    static BitSet union(BitSet a, BitSet b) {
        var both = (BitSet) a.clone();
        both.or(b);
        return both;
    }

    static boolean holds(BitSet outer, BitSet inner) {
        var rest = (BitSet) inner.clone();
        rest.andNot(outer);
        return rest.isEmpty();
    }

    /** Unicode's White_Space. */
    static BitSet whiteSpace() {
        var set = new BitSet();
        "\t\n\u000b\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
                .chars()
                .forEach(set::set);
        set.set(0x2000, 0x200b);
        return set;
    }

    /** A general category by one letter or two, or a script. */
    BitSet property(String name) {
        var set = new BitSet();
        for (int type = 0; type < categories.size(); type++) {
            String category = CATEGORIES.substring(2 * type, 2 * type + 2);
            if (!name.isEmpty() && category.startsWith(name)) {
                set.or(categories.get(type));
            }
        }
        return set.isEmpty() ? script(name) : set;
    }

    BitSet word() {
        return union(union(property("L"), property("M")), union(property("Nd"), property("Pc")));
    }

    /** More than enough where letters match in either case. */
    BitSet inAnyCase(BitSet members) {
        BitSet letters = union(property("L"), property("M"));
        return members.intersects(letters) ? union(members, letters) : members;
    }

    private static BitSet script(String name) {
        UnicodeScript script;
        try {
            script = UnicodeScript.forName(name);
        } catch (IllegalArgumentException e) {
            throw new RefusedPattern();
        }
        var set = new BitSet();
        for (int c = 0; c < SIZE; c++) {
            if (UnicodeScript.of(c) == script) {
                set.set(c);
            }
        }
        return set;
    }
}
