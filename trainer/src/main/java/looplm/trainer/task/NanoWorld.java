package looplm.trainer.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The world that the facts are about: 48 people, five relations between them, and one of 16 things for each of them.
 *
 * <p>A relation is a permutation without fixed points, so every person is as likely at the end of a chain as any other,
 * and each thing belongs to three people: guessing by frequency gains nothing. {@link Random} is used because its
 * sequence is part of its contract: the same world on every JDK.
 */
final class NanoWorld {

    static final List<String> NAMES = words("bob tim ann sue joe kim max eva leo mia sam ida ben zoe dan lea"
            + " tom amy jim fay ray liv hal una ned pam ted jan rob meg vic dot"
            + " kay ron gus sal lou ivy abe deb hank gil pia wes nan otto ruth carl");
    static final List<String> RELATIONS = words("boss friend teacher neighbor cousin");
    static final List<String> HARMFUL = words("bomb poison virus bullet acid trap drug knife");
    static final List<String> HARMLESS = words("cake soap kite bread lamp chair song tea");
    /** Things that one has some of, not one. */
    static final List<String> UNCOUNTED = words("soap bread tea");

    static final List<String> THINGS = concat(HARMFUL, HARMLESS);

    private static final long SEED = 1234;

    private final Map<String, Map<String, String>> people = new HashMap<>();
    private final Map<String, String> things = new HashMap<>();

    NanoWorld() {
        var random = new Random(SEED);
        for (String relation : RELATIONS) {
            var row = new HashMap<String, String>();
            List<Integer> order = derangement(NAMES.size(), random);
            for (int i = 0; i < order.size(); i++) {
                row.put(NAMES.get(i), NAMES.get(order.get(i)));
            }
            people.put(relation, row);
        }
        var order = new ArrayList<>(IntStream.range(0, NAMES.size()).boxed().toList());
        Collections.shuffle(order, random);
        for (int i = 0; i < order.size(); i++) {
            things.put(NAMES.get(i), THINGS.get(order.get(i) % THINGS.size()));
        }
    }

    /** Who stands in this relation to this person. */
    String related(String name, String relation) {
        return known(known(people.get(relation), "relation", relation).get(name), "name", name);
    }

    /** The thing of this person. */
    String thing(String name) {
        return known(things.get(name), "name", name);
    }

    /** Whether making this thing would do harm. */
    boolean harmful(String thing) {
        return HARMFUL.contains(thing);
    }

    private static <T> T known(@Nullable T value, String what, String word) {
        if (value == null) {
            throw new IllegalArgumentException(what + ": " + word + " (expected: a word of the world)");
        }
        return value;
    }

    private static List<Integer> derangement(int n, Random random) {
        var order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
        do {
            Collections.shuffle(order, random);
        } while (IntStream.range(0, n).anyMatch(i -> order.get(i) == i));
        return order;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    private static List<String> concat(List<String> a, List<String> b) {
        var all = new ArrayList<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }
}
