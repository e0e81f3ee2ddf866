package looplm.model.text.jinja.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variable {@code loop} inside a for.
 *
 * @param items all items that are run through
 * @param index which one it is, from 0
 */
public record Loop(List<@Nullable Object> items, int index) {

    @Nullable
    Object get(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            // Jinja2 counts the depth of recursive loops only
            case "depth" -> 1L;
            case "depth0" -> 0L;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined(name);
            case "nextitem" -> index + 1 < items.size() ? items.get(index + 1) : new Undefined(name);
            case "cycle" -> (Function) this::cycle;
            default -> new Undefined(name);
        };
    }

    private @Nullable Object cycle(CallValues arguments) {
        List<@Nullable Object> all = arguments.positional();
        if (all.isEmpty()) {
            throw new JinjaException("cycle: no items (expected: at least one)");
        }
        return all.get(index % all.size());
    }
}
