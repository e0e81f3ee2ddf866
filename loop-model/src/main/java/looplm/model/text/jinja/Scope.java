package looplm.model.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import looplm.model.text.jinja.value.Undefined;
import org.jspecify.annotations.Nullable;

/** Names and their values; what is assigned here is not seen outside. */
final class Scope {

    private final @Nullable Scope outer;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    @Nullable
    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (scope.values.containsKey(name)) {
                return scope.values.get(name);
            }
        }
        return new Undefined(name);
    }

    void set(String name, @Nullable Object value) {
        values.put(name, value);
    }
}
