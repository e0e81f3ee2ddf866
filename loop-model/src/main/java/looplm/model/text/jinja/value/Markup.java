package looplm.model.text.jinja.value;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Text that {@code |safe} or {@code |escape} has marked. It stays marked where a text method makes another text of it, and
 * whatever is added to it by {@code +} is escaped.
 */
public record Markup(String text) {

    /** A value as text in HTML; marked text as it is. */
    public static String escaped(@Nullable Object value) {
        return value instanceof Markup markup ? markup.text : escape(Value.text(value));
    }

    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    /** The same function on what a value says; its text is marked where the value was. */
    public static @Nullable Object marking(@Nullable Object value, UnaryOperator<@Nullable Object> function) {
        if (!(value instanceof Markup markup)) {
            return function.apply(value);
        }
        return marked(function.apply(markup.text));
    }

    private static @Nullable Object marked(@Nullable Object value) {
        return switch (value) {
            case String text -> new Markup(text);
            case Tuple tuple -> tuple.mapped(Markup::marked);
            case List<?> list -> list.stream().map(Markup::marked).toList();
            case null, default -> value;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
