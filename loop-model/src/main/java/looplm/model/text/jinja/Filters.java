package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters behind {@code |}. */
final class Filters {

    private static final Set<String> KNOWN = Set.of(
            "abs",
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "first",
            "float",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "safe",
            "select",
            "selectattr",
            "string",
            "title",
            "tojson",
            "trim",
            "upper");

    private Filters() {}

    static void requireKnown(String name, int line) {
        if (!KNOWN.contains(name)) {
            throw JinjaException.at(
                    line,
                    "filter " + name + " (expected: one of "
                            + KNOWN.stream().sorted().toList() + ")");
        }
    }

    static @Nullable Object apply(@Nullable Object value, CallValues arguments, Budget budget) {
        return switch (arguments.name()) {
            case "default", "d" -> orDefault(value, arguments);
            case "length", "count" -> length(value);
            case "first" -> edge(Value.items(value), true);
            case "last" -> edge(Value.items(value), false);
            case "list" -> budget.checked(Value.items(value));
            case "reverse" -> reverse(value);
            case "join" -> join(attributes(value, arguments), arguments.text(0, "d", ""), budget);
            case "map" -> budget.checked(map(value, arguments, budget));
            case "select" -> select(value, arguments, 0, true);
            case "reject" -> select(value, arguments, 0, false);
            case "selectattr" -> select(value, arguments, 1, true);
            case "rejectattr" -> select(value, arguments, 1, false);
            case "items" -> value instanceof Undefined ? List.of() : Methods.pairs(map(value));
            case "dictsort" ->
                Methods.pairs(new TreeMap<>(map(value).entrySet().stream()
                        .collect(Collectors.toMap(entry -> Value.text(entry.getKey()), Map.Entry::getValue))));
            case "abs" ->
                Value.number(value) instanceof Long number
                        ? Math.absExact(number)
                        : (Object) Math.abs(Value.number(value).doubleValue());
            case "int" -> toInteger(value, arguments.get(0, "default", 0L));
            case "float" -> toFloat(value, arguments.get(0, "default", 0.0));
            case "tojson" -> budget.checked(PyJson.of(value, indentOf(arguments)));
            default -> budget.checked(ofText(Value.text(value), arguments, budget));
        };
    }

    static String join(List<@Nullable Object> parts, String separator, Budget budget) {
        var joined = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            joined.append(i == 0 ? "" : separator).append(Value.text(parts.get(i)));
            budget.requireCharacters(joined.length());
        }
        return budget.checked(joined.toString());
    }

    private static String ofText(String text, CallValues arguments, Budget budget) {
        return switch (arguments.name()) {
            case "trim" -> {
                Object characters = arguments.get(0, "chars", null);
                yield characters instanceof String set
                        ? PyText.strip(text, set, true, true)
                        : PyText.stripTrailing(PyText.stripLeading(text));
            }
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> PyText.title(text);
            case "capitalize" -> PyText.capitalize(text);
            case "replace" -> Methods.replace(text, arguments, budget);
            case "indent" -> indent(text, arguments, budget);
            case "string", "safe" -> text;
            default -> throw new IllegalStateException("filter: " + arguments.name());
        };
    }

    private static @Nullable Object orDefault(@Nullable Object value, CallValues arguments) {
        boolean alsoFalse = Value.isTrue(arguments.get(1, "boolean", false));
        boolean missing = value instanceof Undefined || (alsoFalse && !Value.isTrue(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static long length(@Nullable Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : Value.items(value).size();
    }

    private static @Nullable Object edge(List<@Nullable Object> items, boolean first) {
        return items.isEmpty()
                ? new Undefined("first or last of an empty sequence")
                : first ? items.getFirst() : items.getLast();
    }

    private static Object reverse(@Nullable Object value) {
        List<@Nullable Object> items = Value.items(value);
        Collections.reverse(items);
        return value instanceof String ? items.stream().map(Value::text).collect(Collectors.joining()) : items;
    }

    private static List<@Nullable Object> attributes(@Nullable Object value, CallValues arguments) {
        Object attribute = arguments.get(1, "attribute", null);
        List<@Nullable Object> items = Value.items(value);
        return attribute == null ? items : mapped(items, item -> attribute(item, attribute));
    }

    private static List<@Nullable Object> map(@Nullable Object value, CallValues arguments, Budget budget) {
        List<@Nullable Object> items = Value.items(value);
        if (arguments.positional().isEmpty()) {
            Object attribute = arguments.require(0, "attribute");
            Object otherwise = arguments.get(1, "default", null);
            boolean hasDefault = arguments.named().containsKey("default");
            return mapped(items, item -> {
                Object found = attribute(item, attribute);
                return hasDefault && found instanceof Undefined ? otherwise : found;
            });
        }
        CallValues inner = arguments.from(1, Value.text(arguments.positional().getFirst()));
        requireKnown(inner.name(), 0);
        return mapped(items, item -> apply(item, inner, budget));
    }

    /** Items that pass a test, themselves or by an attribute; without a test those that are true. */
    private static List<@Nullable Object> select(
            @Nullable Object value, CallValues arguments, int testPlace, boolean kept) {
        Object attribute = testPlace == 0 ? null : arguments.require(0, "attribute");
        Predicate<@Nullable Object> test = Value::isTrue;
        if (arguments.positional().size() > testPlace) {
            String name = Value.text(arguments.positional().get(testPlace));
            Tests.requireKnown(name, 0);
            List<@Nullable Object> rest = arguments.from(testPlace + 1, name).positional();
            test = item -> Tests.holds(item, name, rest);
        }
        var selected = new ArrayList<@Nullable Object>();
        for (Object item : Value.items(value)) {
            if (test.test(attribute == null ? item : attribute(item, attribute)) == kept) {
                selected.add(item);
            }
        }
        return selected;
    }

    /** An attribute or element, or one of those of one, by dots. */
    private static @Nullable Object attribute(@Nullable Object item, @Nullable Object path) {
        Object value = item;
        if (!(path instanceof String names)) {
            return Access.item(value, path);
        }
        for (String name : names.split("\\.")) {
            value = name.matches("\\d{1,9}") ? Access.item(value, Long.valueOf(name)) : Access.item(value, name);
        }
        return value;
    }

    private static List<@Nullable Object> mapped(
            List<@Nullable Object> items, UnaryOperator<@Nullable Object> function) {
        var mapped = new ArrayList<@Nullable Object>(items.size());
        for (Object item : items) {
            mapped.add(function.apply(item));
        }
        return mapped;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new JinjaException("a " + Value.kind(value) + " is no map");
    }

    private static @Nullable Object toInteger(@Nullable Object value, @Nullable Object otherwise) {
        try {
            return switch (value) {
                case String text -> (long) Double.parseDouble(text.strip());
                case null -> otherwise;
                default -> Value.isNumber(value) ? Value.number(value).longValue() : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static @Nullable Object toFloat(@Nullable Object value, @Nullable Object otherwise) {
        try {
            return switch (value) {
                case String text -> Double.valueOf(text.strip());
                case null -> otherwise;
                default -> Value.isNumber(value) ? Value.number(value).doubleValue() : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static int indentOf(CallValues arguments) {
        arguments.accepting(1, Set.of("indent", "ensure_ascii"));
        Object indent = arguments.named().containsKey("ensure_ascii")
                ? arguments.named().get("indent")
                : arguments.get(0, "indent", null);
        if (Value.isTrue(arguments.named().get("ensure_ascii"))) {
            throw new JinjaException("tojson: ensure_ascii: true (expected: false)");
        }
        return indent == null ? -1 : Math.clamp(Value.integer(indent), 0, 16);
    }

    private static String indent(String text, CallValues arguments, Budget budget) {
        Object width = arguments.get(0, "width", 4L);
        String indent = width instanceof String given ? given : " ".repeat(Math.clamp(Value.integer(width), 0, 256));
        boolean first = Value.isTrue(arguments.get(1, "first", false));
        boolean blank = Value.isTrue(arguments.get(2, "blank", false));
        List<String> lines = (text + "\n").lines().toList();
        budget.requireCharacters((long) lines.size() * indent.length() + text.length());
        var indented = new StringBuilder(first ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            boolean indents = i > 0 && (blank || !lines.get(i).isEmpty());
            indented.append(i > 0 ? "\n" : "").append(indents ? indent : "").append(lines.get(i));
        }
        return indented.toString();
    }
}
