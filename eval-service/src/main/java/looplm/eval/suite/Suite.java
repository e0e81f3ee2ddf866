package looplm.eval.suite;

import java.util.List;
import java.util.Optional;
import looplm.eval.dataset.Item;

/**
 * What a run asks.
 *
 * @param version grows with every change that moves its figures
 * @param target {@code inference}
 * @param fingerprint of everything that moves its figures; a run goes on only where it is the same
 * @param prompt template of the user's message, with {@value #PROMPT_FIELD} for the item's
 * @param maxTokens of an answer
 * @param depths recurrent steps; missing: 1..T of the model
 * @param fixedChance accuracy of guessing; missing: the mean of its items'
 */
public record Suite(
        String name,
        int version,
        String description,
        String target,
        String fingerprint,
        String prompt,
        AnswerMatch scorer,
        int maxTokens,
        Optional<List<Integer>> depths,
        Optional<Double> fixedChance,
        List<Item> items) {

    static final String PROMPT_FIELD = "{prompt}";

    public Suite {
        depths = depths.map(List::copyOf);
        items = List.copyOf(items);
    }

    /** Accuracy of guessing over all items. */
    public double chance() {
        return chance(items);
    }

    /** Accuracy of guessing over some of the items. */
    public double chance(List<Item> some) {
        return fixedChance.orElseGet(
                () -> some.stream().mapToDouble(Item::chance).average().orElse(0));
    }

    /** Items that a run with a limit asks: the same ones at every run. */
    public List<Item> items(int limit) {
        return EvenSample.of(items, limit);
    }

    /** The user's message for an item. */
    public String message(Item item) {
        return prompt.replace(PROMPT_FIELD, item.prompt());
    }
}
