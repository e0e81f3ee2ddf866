package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, evaluated.
 *
 * @param name what is called, for errors
 */
record CallValues(String name, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

    /** The argument at a place or by its name, or a default where neither is given. */
    @Nullable
    Object get(int place, String keyword, @Nullable Object otherwise) {
        if (place < positional.size()) {
            return positional.get(place);
        }
        return named.containsKey(keyword) ? named.get(keyword) : otherwise;
    }

    /** The argument at a place, which must be there. */
    @Nullable
    Object require(int place, String keyword) {
        if (place >= positional.size() && !named.containsKey(keyword)) {
            throw new JinjaException(name + ": " + keyword + " missing");
        }
        return get(place, keyword, null);
    }

    String text(int place, String keyword, String otherwise) {
        Object value = get(place, keyword, otherwise);
        if (value instanceof String text) {
            return text;
        }
        throw new JinjaException(name + ": " + keyword + ": " + Value.kind(value) + " (expected: text)");
    }

    /** Refuses arguments beyond these. */
    CallValues accepting(int places, Set<String> keywords) {
        if (positional.size() > places || !keywords.containsAll(named.keySet())) {
            throw new JinjaException(name + ": " + positional.size() + " arguments and " + named.keySet()
                    + " (expected: at most " + places + ", named ones of "
                    + keywords.stream().sorted().toList() + ")");
        }
        return this;
    }

    /** The arguments after the first ones. */
    CallValues from(int place, String called) {
        return new CallValues(
                called,
                new ArrayList<>(positional.subList(Math.min(place, positional.size()), positional.size())),
                new LinkedHashMap<>(named));
    }
}
