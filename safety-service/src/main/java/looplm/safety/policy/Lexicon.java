package looplm.safety.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All lists of phrases of a policy, found in one walk over a text: the cost does not grow with the lists' length. */
public final class Lexicon {

    /** The list whose phrases hide the phrases inside them from all other lists. */
    static final int EXCEPTIONS = -1;

    /**
     * Where a phrase stands.
     *
     * @param list index of its list
     * @param first its first word
     * @param last its last word
     */
    public record Occurrence(int list, int first, int last) {}

    private record Phrase(int list, List<String> words) {}

    private final Map<String, List<Phrase>> byFirstWord = new HashMap<>();

    /** Adds a phrase of at least one word to a list. */
    void add(int list, List<String> words) {
        byFirstWord
                .computeIfAbsent(words.getFirst(), word -> new ArrayList<>())
                .add(new Phrase(list, List.copyOf(words)));
    }

    /** Every phrase in the text that is not part of an exception, ordered by its first word. */
    public List<Occurrence> find(List<String> text) {
        List<Occurrence> all = findAll(text);
        List<Occurrence> exceptions =
                all.stream().filter(found -> found.list() == EXCEPTIONS).toList();
        if (exceptions.isEmpty()) {
            return all;
        }
        return withoutHidden(all, exceptions);
    }

    /** Both are ordered by first word, so one walk pairs them. */
    private static List<Occurrence> withoutHidden(List<Occurrence> all, List<Occurrence> exceptions) {
        var kept = new ArrayList<Occurrence>();
        int next = 0;
        int hiddenTo = -1;
        for (Occurrence found : all) {
            while (next < exceptions.size() && exceptions.get(next).first() <= found.first()) {
                hiddenTo = Math.max(hiddenTo, exceptions.get(next++).last());
            }
            if (found.list() != EXCEPTIONS && found.last() > hiddenTo) {
                kept.add(found);
            }
        }
        return kept;
    }

    private List<Occurrence> findAll(List<String> text) {
        var found = new ArrayList<Occurrence>();
        for (int at = 0; at < text.size(); at++) {
            for (Phrase phrase : byFirstWord.getOrDefault(text.get(at), List.of())) {
                int end = at + phrase.words().size();
                if (end <= text.size() && text.subList(at, end).equals(phrase.words())) {
                    found.add(new Occurrence(phrase.list(), at, end - 1));
                }
            }
        }
        return found;
    }
}
