package looplm.eval.dataset;

import java.util.List;

/**
 * The items of one file, in its order.
 *
 * @param file its name, e.g. {@code kb.jsonl}
 * @param sha256 of its bytes, 64 hex digits
 */
public record Dataset(String file, String sha256, List<Item> items) {

    public Dataset {
        items = List.copyOf(items);
    }
}
