package looplm.trainer.task;

import java.util.ArrayList;
import java.util.List;

/**
 * A person and a chain of relations from there: {@code bob boss friend}.
 *
 * @param words the person, then the relations
 * @param end who stands at the end
 */
record Chain(List<String> words, String end) {

    /** Number of chains with this many relations. */
    static int count(int hops) {
        int count = NanoWorld.NAMES.size();
        for (int i = 0; i < hops; i++) {
            count *= NanoWorld.RELATIONS.size();
        }
        return count;
    }

    /** The chain with this index: the person is its lowest digit, then one digit for each relation. */
    static Chain at(NanoWorld world, int hops, int index) {
        var words = new ArrayList<String>();
        String person = NanoWorld.NAMES.get(index % NanoWorld.NAMES.size());
        words.add(person);
        int rest = index / NanoWorld.NAMES.size();
        for (int i = 0; i < hops; i++) {
            String relation = NanoWorld.RELATIONS.get(rest % NanoWorld.RELATIONS.size());
            rest /= NanoWorld.RELATIONS.size();
            words.add(relation);
            person = world.related(person, relation);
        }
        return new Chain(words, person);
    }

    /** These words, then the chain, then those. */
    List<String> between(List<String> before, List<String> after) {
        var all = new ArrayList<>(before);
        all.addAll(words);
        all.addAll(after);
        return all;
    }
}
