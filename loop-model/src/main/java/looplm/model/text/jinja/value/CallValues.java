package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, evaluated.
 *
 * @param name what is called, for errors
 */
public record CallValues(String name, List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

    /** The argument at a place or by its name, or a default where neither is given. */
    public @Nullable Object get(int place, String keyword, @Nullable Object otherwise) {
        if (place < positional.size()) {
            return positional.get(place);
        }
        return named.containsKey(keyword) ? named.get(keyword) : otherwise;
    }

    /** The argument at a place, which must be there. */
    public @Nullable Object require(int place, String keyword) {
        if (place >= positional.size() && !named.containsKey(keyword)) {
            throw new JinjaException(name + ": " + keyword + " missing");
        }
        return get(place, keyword, null);
    }

    public String text(int place, String keyword, String otherwise) {
        Object value = Value.plain(get(place, keyword, otherwise));
        if (value instanceof String text) {
            return text;
        }
        throw new JinjaException(name + ": " + keyword + ": " + Value.kind(value) + " (expected: text)");
    }

    public boolean flag(int place, String keyword) {
        return Value.isTrue(get(place, keyword, false));
    }

    /** Refuses arguments beyond these: as many by place, these by name. */
    public CallValues accepting(int places, String... keywords) {
        if (positional.size() > places || !List.of(keywords).containsAll(named.keySet())) {
            throw new JinjaException(name + ": " + positional.size() + " arguments and " + named.keySet()
                    + " (expected: at most " + places + ", named ones of "
                    + Stream.of(keywords).sorted().toList() + ")");
        }
        return this;
    }

    /** The arguments after the first ones. */
    public CallValues from(int place, String called) {
        return new CallValues(
                called,
                new ArrayList<>(positional.subList(Math.min(place, positional.size()), positional.size())),
                new LinkedHashMap<>(named));
    }

    /** The same with markup as plain text. */
    public CallValues plain() {
        var texts = new ArrayList<@Nullable Object>();
        positional.forEach(value -> texts.add(Value.plain(value)));
        var namedTexts = new LinkedHashMap<String, @Nullable Object>();
        named.forEach((key, value) -> namedTexts.put(key, Value.plain(value)));
        return new CallValues(name, texts, namedTexts);
    }
}
