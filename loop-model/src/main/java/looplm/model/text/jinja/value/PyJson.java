package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Python's {@code json.dumps} writes it, with the defaults of the filter {@code tojson} of transformers, which is
 * what models were trained on.
 */
public final class PyJson {

    private static final int MAX_INDENT = 16;

    private final StringBuilder json = new StringBuilder();
    private final boolean ascii;
    private final @Nullable String indent;
    private final String comma;
    private final String colon;
    private final boolean sorted;
    private final Budget budget;

    private PyJson(CallValues arguments, Budget budget) {
        arguments.accepting(4, "ensure_ascii", "indent", "separators", "sort_keys");
        this.ascii = arguments.flag(0, "ensure_ascii");
        this.indent = indent(arguments.get(1, "indent", null));
        Object separators = arguments.get(2, "separators", null);
        List<@Nullable Object> given =
                separators == null ? List.of(indent == null ? ", " : ",", ": ") : Value.items(separators);
        if (given.size() != 2) {
            throw new JinjaException("tojson: separators: " + given.size() + " (expected: 2)");
        }
        this.comma = Value.text(given.get(0));
        this.colon = Value.text(given.get(1));
        this.sorted = arguments.flag(3, "sort_keys");
        this.budget = budget;
    }

    /**
     * A value as JSON.
     *
     * @param arguments those of {@code tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)}
     */
    public static String of(@Nullable Object value, CallValues arguments, Budget budget) {
        var writer = new PyJson(arguments, budget);
        writer.write(value, 0);
        return writer.json.toString();
    }

    private static @Nullable String indent(@Nullable Object given) {
        return switch (given) {
            case null -> null;
            case String text when text.length() <= MAX_INDENT -> text;
            default -> " ".repeat(Math.clamp(Value.integer(given), 0, MAX_INDENT));
        };
    }

    private void write(@Nullable Object value, int level) {
        budget.requireCharacters(json.length());
        switch (value) {
            case null -> json.append("null");
            case Boolean flag -> json.append(flag.booleanValue());
            case String text -> quote(text);
            case Markup markup -> quote(markup.text());
            case Long number -> json.append(number.longValue());
            case Double number -> json.append(number(number));
            case List<?> list -> {
                var writers = new ArrayList<Runnable>();
                list.forEach(element -> writers.add(() -> write(element, level + 1)));
                enclose('[', writers, ']', level);
            }
            case Map<?, ?> map -> {
                var writers = new ArrayList<Runnable>();
                for (Object key : keys(map)) {
                    writers.add(() -> {
                        quote(key(key));
                        json.append(colon);
                        write(map.get(key), level + 1);
                    });
                }
                enclose('{', writers, '}', level);
            }
            default -> throw new JinjaException("a " + Value.kind(value) + " cannot be written as JSON");
        }
    }

    private List<@Nullable Object> keys(Map<?, ?> map) {
        var keys = new ArrayList<@Nullable Object>(map.keySet());
        if (sorted) {
            keys.sort((left, right) -> Value.compare(left, right, budget));
        }
        return keys;
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case Boolean flag -> flag.toString();
            case Double number -> number(number);
            case String text -> text;
            case Long number -> number.toString();
            default -> throw new JinjaException("a " + Value.kind(key) + " cannot be a key in JSON");
        };
    }

    private static String number(double number) {
        return Double.isNaN(number)
                ? "NaN"
                : Double.isInfinite(number) ? (number > 0 ? "Infinity" : "-Infinity") : Value.text(number);
    }

    private void enclose(char open, List<Runnable> elements, char close, int level) {
        json.append(open);
        for (int i = 0; i < elements.size(); i++) {
            json.append(i == 0 ? "" : comma);
            newline(level + 1);
            elements.get(i).run();
        }
        if (!elements.isEmpty()) {
            newline(level);
        }
        json.append(close);
    }

    private void newline(int level) {
        if (indent != null) {
            json.append('\n').append(indent.repeat(level));
        }
    }

    private void quote(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = "\"\\\n\r\t\b\f".indexOf(c);
            if (named >= 0) {
                json.append('\\').append("\"\\nrtbf".charAt(named));
            } else if (c < ' ' || (ascii && c > '~')) {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
