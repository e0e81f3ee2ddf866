package looplm.model.text.jinja.value;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one value that a template may change: {@code namespace(found=false)}. */
public final class Namespace {

    private final Map<String, @Nullable Object> attributes;

    public Namespace(Map<String, @Nullable Object> attributes) {
        this.attributes = new LinkedHashMap<>(attributes);
    }

    @Nullable
    Object get(String name) {
        return attributes.containsKey(name) ? attributes.get(name) : new Undefined(name);
    }

    public void set(String name, @Nullable Object value) {
        attributes.put(name, value);
    }
}
