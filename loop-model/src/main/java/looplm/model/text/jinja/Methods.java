package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of texts and maps that a template may call. Lists have none: it must not change what it was given. */
final class Methods {

    private Methods() {}

    static @Nullable Object call(@Nullable Object base, String method, CallValues arguments, Budget budget) {
        return switch (base) {
            case String text -> ofText(text, method, arguments, budget);
            case Map<?, ?> map -> ofMap(map, method, arguments);
            case Undefined undefined -> throw undefined.asError();
            case null, default -> throw unknown(base, method);
        };
    }

    private static @Nullable Object ofText(String text, String method, CallValues arguments, Budget budget) {
        arguments.accepting(3, Set.of("sep", "maxsplit", "chars"));
        return switch (method) {
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> PyText.title(text);
            case "capitalize" -> PyText.capitalize(text);
            case "startswith" -> any(arguments.require(0, "prefix"), text::startsWith);
            case "endswith" -> any(arguments.require(0, "suffix"), text::endsWith);
            case "replace" -> budget.checked(replace(text, arguments, budget));
            case "split" -> budget.checked(split(text, arguments));
            case "splitlines" ->
                budget.checked(new ArrayList<Object>(text.lines().toList()));
            case "join" -> Filters.join(Value.items(arguments.require(0, "iterable")), text, budget);
            case "find" -> (long) text.indexOf(arguments.text(0, "sub", ""));
            case "count" ->
                (long) PyText.split(text, arguments.text(0, "sub", ""), -1).size() - 1;
            case "isdigit" -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            default -> throw unknown(text, method);
        };
    }

    private static @Nullable Object ofMap(Map<?, ?> map, String method, CallValues arguments) {
        arguments.accepting(2, Set.of());
        return switch (method) {
            case "get" -> {
                Object key = arguments.require(0, "key");
                yield map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
            }
            case "items" -> pairs(map);
            case "keys" -> new ArrayList<Object>(map.keySet());
            case "values" -> new ArrayList<@Nullable Object>(map.values());
            default -> throw unknown(map, method);
        };
    }

    static List<@Nullable Object> pairs(Map<?, ?> map) {
        var pairs = new ArrayList<@Nullable Object>();
        map.forEach((key, value) -> pairs.add(new ArrayList<@Nullable Object>(Arrays.asList(key, value))));
        return pairs;
    }

    private static String strip(String text, CallValues arguments, boolean leading, boolean trailing) {
        Object characters = arguments.get(0, "chars", null);
        if (characters instanceof String set) {
            return PyText.strip(text, set, leading, trailing);
        }
        String stripped = leading ? PyText.stripLeading(text) : text;
        return trailing ? PyText.stripTrailing(stripped) : stripped;
    }

    private static boolean any(@Nullable Object parts, Predicate<String> holds) {
        return parts instanceof List<?> list
                ? list.stream().anyMatch(part -> holds.test(Value.text(part)))
                : holds.test(Value.text(parts));
    }

    static String replace(String text, CallValues arguments, Budget budget) {
        String old = Value.text(arguments.require(0, "old"));
        String replacement = Value.text(arguments.require(1, "new"));
        int limit = Value.integer(arguments.get(2, "count", -1L));
        if (old.isEmpty()) {
            throw new JinjaException(arguments.name() + ": nothing to replace");
        }
        List<Object> parts = PyText.split(text, old, limit);
        budget.requireCharacters((long) parts.size() * replacement.length() + text.length());
        return parts.stream().map(Value::text).collect(Collectors.joining(replacement));
    }

    private static List<Object> split(String text, CallValues arguments) {
        Object separator = arguments.get(0, "sep", null);
        int limit = Value.integer(arguments.get(1, "maxsplit", -1L));
        if (separator == null && limit < 0) {
            return PyText.words(text);
        }
        if (separator instanceof String given) {
            return PyText.split(text, given, limit);
        }
        throw new JinjaException("split: " + Value.kind(separator) + " (expected: text)");
    }

    private static JinjaException unknown(@Nullable Object base, String method) {
        return new JinjaException("method " + method + " of a " + Value.kind(base)
                + " (expected: one of those of texts and maps that change nothing)");
    }
}
