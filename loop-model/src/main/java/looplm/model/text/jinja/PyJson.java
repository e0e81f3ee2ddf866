package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Python's {@code json.dumps(value, ensure_ascii=False)} writes it, which is what models were trained on. */
final class PyJson {

    private PyJson() {}

    /**
     * @param indent spaces per level; below 0 for one line
     */
    static String of(@Nullable Object value, int indent) {
        var json = new StringBuilder();
        write(json, value, indent, 0);
        return json.toString();
    }

    private static void write(StringBuilder json, @Nullable Object value, int indent, int level) {
        switch (value) {
            case null -> json.append("null");
            case Boolean flag -> json.append(flag.booleanValue());
            case String text -> quote(json, text);
            case Long number -> json.append(number.longValue());
            case Double number -> json.append(Value.text(number));
            case List<?> list -> {
                var writers = new ArrayList<Runnable>();
                list.forEach(element -> writers.add(() -> write(json, element, indent, level + 1)));
                enclose(json, '[', writers, ']', indent, level);
            }
            case Map<?, ?> map -> {
                var writers = new ArrayList<Runnable>();
                map.forEach((key, element) -> writers.add(() -> {
                    quote(json, Value.text(key));
                    json.append(": ");
                    write(json, element, indent, level + 1);
                }));
                enclose(json, '{', writers, '}', indent, level);
            }
            default -> throw new JinjaException("a " + Value.kind(value) + " cannot be written as JSON");
        }
    }

    private static void enclose(
            StringBuilder json, char open, List<Runnable> elements, char close, int indent, int level) {
        json.append(open);
        for (int i = 0; i < elements.size(); i++) {
            json.append(i == 0 ? "" : indent < 0 ? ", " : ",");
            newline(json, indent, level + 1);
            elements.get(i).run();
        }
        if (!elements.isEmpty()) {
            newline(json, indent, level);
        }
        json.append(close);
    }

    private static void newline(StringBuilder json, int indent, int level) {
        if (indent >= 0) {
            json.append('\n').append(" ".repeat(indent * level));
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = "\"\\\n\r\t\b\f".indexOf(c);
            if (named >= 0) {
                json.append('\\').append("\"\\nrtbf".charAt(named));
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
