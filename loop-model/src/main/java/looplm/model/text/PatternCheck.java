package looplm.model.text;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import looplm.model.text.PatternParser.Anchor;
import looplm.model.text.PatternParser.Choice;
import looplm.model.text.PatternParser.Look;
import looplm.model.text.PatternParser.Mode;
import looplm.model.text.PatternParser.Part;
import looplm.model.text.PatternParser.RefusedPattern;
import looplm.model.text.PatternParser.Run;
import org.jspecify.annotations.Nullable;

/**
 * What a regular expression of a tokenizer file may cost in the tokenizers library.
 *
 * <p>That library (Oniguruma) backtracks, and ends the process once one match has backtracked 10 million times. So a
 * pattern is taken only if the backtracks of a match are at most {@value #MAX_WALKS} for each character of the text. Nor
 * may it match the empty string, where a replacement ends the process too.
 *
 * <p>The proof reads each sequence from its end. What follows a repetition X is its tail. Where the tail cannot fail, X
 * never gives back. Where it fails at once, X gives back each character once: linear. Where the tail may itself walk
 * along a repetition before it fails, it may begin with no character of X: then it is walked from one place only, the end
 * of X. Else the work multiplies, and the pattern is refused.
 *
 * <p>Time has one more factor: a search tries a match at every place. An alternative that walks along X in vain is tried
 * once for each run of X if a later alternative takes the whole run, or if a character outside X must stand right before
 * it. The exponent of the whole search decides how long a text may be.
 */
final class PatternCheck {

    /** Times {@link Tokenizer#MAX_CHARACTERS} it is below the library's limit. */
    private static final int MAX_WALKS = 8;

    /** Choices that are tried at one place. */
    private static final int MAX_CHOICES = 32;

    private static final int MAX_LENGTH = 1024;

    /** Characters of a text, by the exponent of the work of a search: seconds in the worst case. */
    private static final int[] MOST_CHARACTERS = {0, Tokenizer.MAX_CHARACTERS, 1 << 15, 1 << 11};

    private static final Tail END = new Tail(false, new BitSet(), new BitSet(), 1, 1, 0, 0);

    private PatternCheck() {}

    /**
     * What a pattern costs.
     *
     * @param walks backtracks of a match for each character of the text, at most
     * @param exponent of a search in the characters of the text: 1 is linear
     * @param taken characters of which each run is matched as a whole; none where it is another pattern
     */
    record Cost(int walks, int exponent, BitSet taken) {

        Cost {
            if (walks > MAX_WALKS || exponent >= MOST_CHARACTERS.length) {
                throw new RefusedPattern();
            }
        }

        /**
         * Characters that a text may have.
         *
         * @param growth times the text may have grown before the pattern is searched in it
         */
        int mostCharacters(long growth) {
            long backtracks = (long) MAX_WALKS * Tokenizer.MAX_CHARACTERS;
            return (int) Math.min(MOST_CHARACTERS[exponent], backtracks / (growth * Math.max(1, walks)));
        }
    }

    /**
     * The cost of a pattern; empty where it may not be used.
     *
     * @param apart characters of which no two stand side by side in the text
     */
    static Optional<Cost> cost(String pattern, BitSet apart) {
        if (pattern.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(cost(shortened(PatternParser.parse(pattern), apart)));
        } catch (RefusedPattern e) {
            return Optional.empty();
        }
    }

    /** The same alternatives, runs ended where there are none in the text. */
    private static List<List<Part>> shortened(List<List<Part>> alternatives, BitSet apart) {
        return alternatives.stream()
                .map(parts -> parts.stream().map(part -> shortened(part, apart)).toList())
                .toList();
    }

    private static Part shortened(Part part, BitSet apart) {
        return switch (part) {
            case Run run
            when run.endless() && CharacterSets.holds(apart, run.members()) ->
                new Run(run.members(), run.min(), Math.max(1, run.min()), run.mode());
            case Choice choice -> new Choice(shortened(choice.alternatives(), apart), choice.optional());
            case Run _, Look _, Anchor _ -> part;
        };
    }

    private static Cost cost(List<List<Part>> alternatives) {
        List<Tail> tails =
                alternatives.stream().map(parts -> tail(parts, 0, END)).toList();
        if (!alternatives.stream().allMatch(PatternCheck::consumes)) {
            throw new RefusedPattern();
        }
        int exponent = 1;
        for (int i = 0; i < tails.size(); i++) {
            int work = tails.get(i).exponent();
            boolean again = work > 0 && !beginsRuns(alternatives.get(i), null) && !covered(alternatives, tails, i);
            exponent = Math.max(exponent, again || work > 1 ? work + 1 : work);
        }
        return new Cost(tails.stream().mapToInt(Tail::walks).sum(), exponent, taken(alternatives));
    }

    private static BitSet taken(List<List<Part>> alternatives) {
        List<Part> parts = alternatives.getFirst();
        return alternatives.size() == 1
                        && parts.size() == 1
                        && parts.getFirst() instanceof Run run
                        && run.endless()
                        && run.min() <= 1
                        && run.mode() != Mode.LAZY
                ? run.members()
                : new BitSet();
    }

    /**
     * What a match still has to do from a place on.
     *
     * @param fails whether it can fail
     * @param first characters it may begin with; more is safe
     * @param sure characters which it cannot fail before; less is safe
     * @param ways that are tried where the next character is not of the first ones
     * @param choices ways that are tried where it cannot walk
     * @param walks backtracks for each character walked along
     * @param exponent of the time in the characters walked along
     */
    private record Tail(boolean fails, BitSet first, BitSet sure, int ways, int choices, int walks, int exponent) {

        Tail {
            if (choices > MAX_CHOICES || walks > MAX_WALKS) {
                throw new RefusedPattern();
            }
        }
    }

    private static Tail tail(List<Part> parts, int from, Tail end) {
        Tail tail = end;
        for (int i = parts.size() - 1; i >= from; i--) {
            tail = switch (parts.get(i)) {
                case Run run
                when run.endless() -> endless(run, tail, i + 1 < parts.size() && isLetter(parts.get(i + 1)));
                case Run run -> counted(run, tail);
                case Choice choice -> choice(choice, tail);
                case Look look -> look(look, tail);
                case Anchor _ ->
                    new Tail(
                            true,
                            tail.first(),
                            new BitSet(),
                            tail.ways(),
                            tail.choices(),
                            tail.walks(),
                            tail.exponent());
            };
        }
        return tail;
    }

    private static Tail counted(Run run, Tail tail) {
        int lengths = tail.fails() ? run.max() - run.min() + 1 : 1;
        return new Tail(
                run.min() > 0 || tail.fails(),
                firstOf(run, tail),
                sure(run, tail),
                waysOf(run, tail),
                tail.fails() ? lengths * tail.choices() : 1,
                lengths * tail.walks(),
                tail.exponent());
    }

    private static Tail endless(Run run, Tail tail, boolean looksAtLetter) {
        BitSet first = firstOf(run, tail);
        BitSet sure = sure(run, tail);
        int ways = waysOf(run, tail);
        if (!tail.fails()) {
            return new Tail(run.min() > 0, first, sure, ways, 1, tail.walks(), tail.exponent());
        }
        if (givesBackOne(run, tail)) {
            return new Tail(true, first, sure, ways, 2 * tail.choices(), 0, 0);
        }
        boolean apart = !tail.first().intersects(run.members());
        if (tail.walks() > 0 && !apart) {
            throw new RefusedPattern();
        }
        // the library compares the next character with a letter that must follow before it notes a way back
        boolean noWayBack = looksAtLetter && apart && run.mode() == Mode.GREEDY;
        int walks = tail.walks() + (noWayBack ? 0 : apart ? tail.ways() : tail.choices());
        int exponent = apart ? Math.max(1, tail.exponent()) : tail.exponent() + 1;
        return new Tail(true, first, sure, ways, tail.choices(), walks, exponent);
    }

    /** What follows holds before any character of the run: so all but its last one are taken, at the second try. */
    private static boolean givesBackOne(Run run, Tail tail) {
        return run.mode() == Mode.GREEDY
                && run.min() <= 1
                && tail.exponent() == 0
                && CharacterSets.holds(tail.sure(), run.members());
    }

    private static int waysOf(Run run, Tail tail) {
        return run.min() == 0 ? 1 + tail.ways() : 1;
    }

    private static BitSet firstOf(Run run, Tail tail) {
        return run.min() == 0 ? CharacterSets.union(run.members(), tail.first()) : run.members();
    }

    private static BitSet sure(Run run, Tail tail) {
        return !tail.fails() && run.min() <= 1 ? run.members() : new BitSet();
    }

    private static boolean isLetter(Part part) {
        return part instanceof Run run
                && run.min() == 1
                && run.max() == 1
                && run.members().cardinality() == 1
                && run.members().nextSetBit(0) < 0x80;
    }

    private static Tail choice(Choice choice, Tail tail) {
        boolean fails = !choice.optional() || tail.fails();
        BitSet first = choice.optional() ? tail.first() : new BitSet();
        int ways = choice.optional() ? tail.ways() : 0;
        int choices = choice.optional() ? tail.choices() : 0;
        int walks = choice.optional() ? tail.walks() : 0;
        int exponent = tail.exponent();
        for (List<Part> parts : choice.alternatives()) {
            Tail each = tail(parts, 0, tail);
            fails &= each.fails();
            first = CharacterSets.union(first, each.first());
            ways += each.ways();
            choices += each.choices();
            walks += each.walks();
            exponent = Math.max(exponent, each.exponent());
        }
        return new Tail(fails, first, new BitSet(), ways, choices, walks, exponent);
    }

    private static Tail look(Look look, Tail tail) {
        Tail seen = choice(new Choice(look.alternatives(), false), END);
        if (seen.walks() > 0 || seen.exponent() > 0 || isEndless(look.alternatives())) {
            throw new RefusedPattern();
        }
        var sure = new BitSet();
        if (look.ahead() && !tail.fails() && look.alternatives().size() == 1) {
            List<Part> parts = look.alternatives().getFirst();
            if (parts.size() == 1 && parts.getFirst() instanceof Run run && run.min() == 1 && run.max() == 1) {
                sure = look.negative() ? CharacterSets.without(run.members()) : run.members();
            }
        }
        int seenIn = seen.choices() - 1;
        return new Tail(
                true, tail.first(), sure, seenIn + tail.ways(), seenIn + tail.choices(), tail.walks(), tail.exponent());
    }

    private static boolean isEndless(List<List<Part>> alternatives) {
        return alternatives.stream().flatMap(List::stream).anyMatch(part -> switch (part) {
            case Run run -> run.endless();
            case Choice choice -> isEndless(choice.alternatives());
            case Look look -> isEndless(look.alternatives());
            case Anchor _ -> false;
        });
    }

    /** Whether every match takes a character. */
    private static boolean consumes(List<Part> parts) {
        return parts.stream().anyMatch(part -> switch (part) {
            case Run run -> run.min() > 0;
            case Choice choice ->
                !choice.optional() && choice.alternatives().stream().allMatch(PatternCheck::consumes);
            case Look _, Anchor _ -> false;
        });
    }

    /** Whether each repetition begins where a run of its characters does: so each run is walked along once in a text. */
    private static boolean beginsRuns(List<Part> parts, @Nullable BitSet before) {
        BitSet last = before;
        for (Part part : parts) {
            boolean begins = switch (part) {
                case Run run when run.endless() -> last != null && !last.intersects(run.members());
                case Run _, Look _, Anchor _ -> true;
                case Choice choice -> {
                    BitSet outer = last;
                    yield choice.alternatives().stream().allMatch(each -> beginsRuns(each, outer));
                }
            };
            if (!begins) {
                return false;
            }
            last = last(part, last);
        }
        return true;
    }

    /** The characters one of which stands before what follows a part; null where it may be anything. */
    private static @Nullable BitSet last(Part part, @Nullable BitSet before) {
        return switch (part) {
            case Run run when run.min() > 0 -> run.members();
            case Run run -> before == null ? null : CharacterSets.union(before, run.members());
            case Look _, Anchor _ -> before;
            case Choice choice -> {
                BitSet last = choice.optional() ? before : new BitSet();
                for (List<Part> parts : choice.alternatives()) {
                    BitSet each = before;
                    for (Part inner : parts) {
                        each = last(inner, each);
                    }
                    last = last == null || each == null ? null : CharacterSets.union(last, each);
                }
                yield last;
            }
        };
    }

    /** Whether a later alternative takes the run that this one walked along in vain, so that it is walked along once. */
    private static boolean covered(List<List<Part>> alternatives, List<Tail> tails, int index) {
        List<Part> parts = alternatives.get(index);
        int at = runAt(parts);
        if (at < 0 || tail(parts, at + 1, END).exponent() > 0) {
            return false;
        }
        BitSet walked = ((Run) parts.get(at)).members();
        for (int i = index + 1; i < alternatives.size(); i++) {
            if (takes(alternatives.get(i), walked)) {
                return true;
            }
            if (tails.get(i).first().intersects(walked)) {
                return false;
            }
        }
        return false;
    }

    private static boolean takes(List<Part> parts, BitSet walked) {
        int at = runAt(parts);
        if (at < 0) {
            return false;
        }
        var run = (Run) parts.get(at);
        Tail tail = tail(parts, at + 1, END);
        boolean reaches = (!tail.fails() && run.mode() != Mode.LAZY) || givesBackOne(run, tail);
        return reaches && run.min() <= 1 && CharacterSets.holds(run.members(), walked);
    }

    /** Where the endless run stands that a sequence begins with, after one optional character at most; else -1. */
    private static int runAt(List<Part> parts) {
        int at = !parts.isEmpty() && parts.getFirst() instanceof Run run && run.min() == 0 && run.max() == 1 ? 1 : 0;
        return at < parts.size() && parts.get(at) instanceof Run run && run.endless() ? at : -1;
    }
}
