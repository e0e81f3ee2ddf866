package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of texts, maps and lists that a template may call: those that change nothing. */
public final class Methods {

    private static final Set<String> OF_TEXT = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "endswith",
            "find",
            "format",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "islower",
            "isnumeric",
            "isspace",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
            "zfill");

    private static final Set<String> OF_MAPS = Set.of("copy", "get", "items", "keys", "values");
    private static final Set<String> OF_LISTS = Set.of("copy", "count", "index");

    /** What Python's texts, maps, lists and numbers have beside these and Jinja2's sandbox lets a template call. */
    private static final Set<String> MISSING = Set.of(
            "as_integer_ratio",
            "bit_count",
            "bit_length",
            "changed",
            "conjugate",
            "encode",
            "expandtabs",
            "format_map",
            "from_bytes",
            "fromhex",
            "fromkeys",
            "hex",
            "is_integer",
            "isidentifier",
            "isprintable",
            "istitle",
            "maketrans",
            "to_bytes",
            "translate");

    private Methods() {}

    /** Whether a template that calls a method of this name cannot be rendered as Jinja2 would. */
    public static boolean isMissing(String name) {
        return MISSING.contains(name);
    }

    /** All of them, for messages. */
    public static List<String> known() {
        var names = new TreeSet<>(OF_TEXT);
        names.addAll(OF_MAPS);
        names.addAll(OF_LISTS);
        return List.copyOf(names);
    }

    /** A method bound to a value; null where its kind has none of that name. */
    static @Nullable Function of(@Nullable Object base, String name, Budget budget) {
        return switch (base) {
            case String text when OF_TEXT.contains(name) -> arguments -> ofText(text, name, arguments.plain(), budget);
            case Markup markup when OF_TEXT.contains(name) -> arguments -> ofMarkup(markup, name, arguments, budget);
            case Map<?, ?> map when OF_MAPS.contains(name) -> arguments -> ofMap(map, name, arguments);
            case List<?> list when OF_LISTS.contains(name) -> arguments -> ofList(list, name, arguments, budget);
            case null, default -> {
                if (MISSING.contains(name) && (base instanceof String || Value.isNumber(base))) {
                    throw JinjaException.unsupported(
                            "method " + name + " of a " + Value.kind(base) + " (expected: one of " + known() + ")");
                }
                yield null;
            }
        };
    }

    private static @Nullable Object ofMarkup(Markup markup, String method, CallValues arguments, Budget budget) {
        return Markup.marking(markup, text -> {
            boolean escapes = Set.of("join", "format", "replace").contains(method);
            return ofText(Value.text(text), method, escapes ? escaped(method, arguments) : arguments.plain(), budget);
        });
    }

    private static CallValues escaped(String method, CallValues arguments) {
        var positional = new ArrayList<@Nullable Object>();
        for (int i = 0; i < arguments.positional().size(); i++) {
            Object value = arguments.positional().get(i);
            // what is looked for stays as it is
            positional.add(method.equals("replace") && i != 1 ? Value.plain(value) : escapedDeep(value));
        }
        var named = new LinkedHashMap<String, @Nullable Object>();
        arguments.named().forEach((key, value) -> named.put(key, escapedDeep(value)));
        return new CallValues(arguments.name(), positional, named);
    }

    private static @Nullable Object escapedDeep(@Nullable Object value) {
        return switch (value) {
            case String text -> Markup.escape(text);
            case Markup markup -> markup.text();
            case List<?> list -> list.stream().map(Methods::escapedDeep).toList();
            case null, default -> value;
        };
    }

    private static @Nullable Object ofText(String text, String method, CallValues arguments, Budget budget) {
        budget.spend(text.length() / Value.CHARACTERS_A_STEP);
        switch (method) {
            case "format" -> {
                return PyFormat.format(text, arguments, budget);
            }
            case "split", "rsplit" -> arguments.accepting(2, "sep", "maxsplit");
            case "splitlines" -> arguments.accepting(1, "keepends");
            case "replace" -> arguments.accepting(3, "count");
            default -> arguments.accepting(3);
        }
        return switch (method) {
            case "strip", "lstrip", "rstrip" -> strip(text, method, arguments);
            case "upper" -> budget.checked(text.toUpperCase(Locale.ROOT));
            case "lower", "casefold" -> budget.checked(text.toLowerCase(Locale.ROOT));
            case "title" -> budget.checked(PyText.titleCase(text));
            case "swapcase" -> budget.checked(PyText.swapCase(text));
            case "capitalize" -> budget.checked(PyText.capitalize(text));
            case "center", "ljust", "rjust" -> pad(text, method, arguments, budget);
            case "zfill" -> zeros(text, Value.integer(arguments.require(0, "width")), budget);
            case "startswith" -> any(arguments, affix -> within(text, arguments).startsWith(affix));
            case "endswith" -> any(arguments, affix -> within(text, arguments).endsWith(affix));
            case "removeprefix" -> {
                String prefix = part(arguments);
                yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            }
            case "removesuffix" -> {
                String suffix = part(arguments);
                yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            }
            case "replace" -> replace(text, arguments, budget);
            case "split" -> budget.checked(split(text, arguments, true));
            case "rsplit" -> budget.checked(split(text, arguments, false));
            case "splitlines" -> budget.checked(PyText.lines(text, arguments.flag(0, "keepends")));
            case "partition" -> partition(text, part(arguments), true);
            case "rpartition" -> partition(text, part(arguments), false);
            case "join" -> joinTexts(text, arguments, budget);
            case "find" -> find(text, arguments, true);
            case "rfind" -> find(text, arguments, false);
            case "index", "rindex" -> {
                long found = find(text, arguments, method.equals("index"));
                if (found < 0) {
                    throw new JinjaException(method + ": text not found");
                }
                yield found;
            }
            case "count" -> count(text, arguments);
            default -> PyText.is(text, method);
        };
    }

    private static @Nullable Object ofMap(Map<?, ?> map, String method, CallValues arguments) {
        arguments.accepting(2);
        return switch (method) {
            case "get" -> {
                Object key = Value.key(arguments.require(0, "key"));
                yield map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
            }
            case "items" -> pairs(map);
            case "keys" -> new ArrayList<@Nullable Object>(map.keySet());
            case "values" -> new ArrayList<@Nullable Object>(map.values());
            default -> map;
        };
    }

    private static @Nullable Object ofList(List<?> list, String method, CallValues arguments, Budget budget) {
        arguments.accepting(3);
        if (method.equals("copy")) {
            return list;
        }
        Object wanted = arguments.require(0, "value");
        if (method.equals("count")) {
            return list.stream()
                    .filter(each -> Value.same(each, wanted, budget))
                    .count();
        }
        for (int i = 0; i < list.size(); i++) {
            if (Value.same(list.get(i), wanted, budget)) {
                return (long) i;
            }
        }
        throw new JinjaException("index: value not in the list");
    }

    /** Keys with their values. */
    public static List<@Nullable Object> pairs(Map<?, ?> map) {
        var pairs = new ArrayList<@Nullable Object>();
        map.forEach((key, value) -> pairs.add(Tuple.pair(key, value)));
        return pairs;
    }

    /** As the filter {@code join}: of values of any kind. */
    public static String join(List<@Nullable Object> parts, String separator, Budget budget) {
        var joined = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            joined.append(i == 0 ? "" : separator).append(Value.text(parts.get(i)));
            budget.requireCharacters(joined.length());
        }
        return budget.checked(joined.toString());
    }

    private static String joinTexts(String separator, CallValues arguments, Budget budget) {
        List<@Nullable Object> parts = Value.items(arguments.require(0, "iterable"));
        for (Object part : parts) {
            if (!(Value.plain(part) instanceof String)) {
                throw new JinjaException("join: a " + Value.kind(part) + " (expected: text)");
            }
        }
        return join(parts, separator, budget);
    }

    private static String strip(String text, String method, CallValues arguments) {
        boolean leading = !method.equals("rstrip");
        boolean trailing = !method.equals("lstrip");
        Object characters = arguments.get(0, "chars", null);
        if (characters instanceof String set) {
            return PyText.strip(text, set, leading, trailing);
        }
        if (characters != null) {
            throw new JinjaException(method + ": " + Value.kind(characters) + " (expected: text)");
        }
        String stripped = leading ? PyText.stripLeading(text) : text;
        return trailing ? PyText.stripTrailing(stripped) : stripped;
    }

    private static String pad(String text, String method, CallValues arguments, Budget budget) {
        String fill = arguments.text(1, "fillchar", " ");
        if (fill.codePointCount(0, fill.length()) != 1) {
            throw new JinjaException(method + ": '" + fill + "' (expected: one character)");
        }
        int width = Value.integer(arguments.require(0, "width"));
        return method.equals("center")
                ? PyText.center(text, width, fill, budget)
                : PyFormat.pad(text, fill, method.equals("ljust") ? '<' : '>', width, budget);
    }

    private static String zeros(String text, int width, Budget budget) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = signed ? text.substring(1) : text;
        String padded = PyFormat.pad(digits, "0", '>', width - (signed ? 1 : 0), budget);
        return signed ? text.charAt(0) + padded : padded;
    }

    private static boolean any(CallValues arguments, Predicate<String> holds) {
        Object affixes = arguments.require(0, "prefix");
        if (affixes instanceof Tuple several) {
            return several.stream()
                    .map(Value::plain)
                    .anyMatch(affix -> affix instanceof String text && holds.test(text));
        }
        return holds.test(part(arguments));
    }

    /** The text between a start and an end given as second and third argument. */
    private static String within(String text, CallValues arguments) {
        if (arguments.positional().size() < 2) {
            return text;
        }
        Object slice = Access.slice(text, arguments.get(1, "start", null), arguments.get(2, "end", null), null);
        return Value.text(slice);
    }

    private static String part(CallValues arguments) {
        if (arguments.require(0, "text") instanceof String text) {
            return text;
        }
        throw new JinjaException(
                arguments.name() + ": " + Value.kind(arguments.require(0, "text")) + " (expected: text)");
    }

    private static long find(String text, CallValues arguments, boolean first) {
        String searched = within(text, arguments);
        int found = first ? searched.indexOf(part(arguments)) : searched.lastIndexOf(part(arguments));
        if (found < 0) {
            return -1;
        }
        long start = 0;
        if (arguments.get(1, "start", null) instanceof Long from) {
            int size = text.codePointCount(0, text.length());
            start = Math.clamp(from < 0 ? from + size : from, 0, size);
        }
        return start + searched.codePointCount(0, found);
    }

    private static long count(String text, CallValues arguments) {
        String searched = within(text, arguments);
        String part = part(arguments);
        return part.isEmpty()
                ? searched.codePointCount(0, searched.length()) + 1
                : PyText.split(searched, part, -1).size() - 1;
    }

    private static Tuple partition(String text, String separator, boolean first) {
        if (separator.isEmpty()) {
            throw new JinjaException("partition: empty separator");
        }
        int at = first ? text.indexOf(separator) : text.lastIndexOf(separator);
        if (at < 0) {
            return new Tuple(first ? List.of(text, "", "") : List.of("", "", text));
        }
        return new Tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
    }

    /** As the filter and the method of that name. */
    public static String replace(String text, CallValues arguments, Budget budget) {
        String old = Value.text(arguments.require(0, "old"));
        String replacement = Value.text(arguments.require(1, "new"));
        Object count = arguments.get(2, "count", null);
        int limit = count == null ? -1 : Value.integer(count);
        List<Object> parts = old.isEmpty() ? PyText.between(text, limit) : PyText.split(text, old, limit);
        budget.requireCharacters((long) parts.size() * replacement.length() + text.length());
        return budget.checked(parts.stream().map(Value::text).collect(Collectors.joining(replacement)));
    }

    private static List<Object> split(String text, CallValues arguments, boolean fromStart) {
        Object separator = arguments.get(0, "sep", null);
        int limit = Value.integer(arguments.get(1, "maxsplit", -1L));
        if (separator == null) {
            return fromStart ? PyText.words(text, limit) : reversed(PyText.words(reverse(text), limit));
        }
        if (separator instanceof String given) {
            return fromStart
                    ? PyText.split(text, given, limit)
                    : reversed(PyText.split(reverse(text), reverse(given), limit));
        }
        throw new JinjaException("split: " + Value.kind(separator) + " (expected: text)");
    }

    private static List<Object> reversed(List<Object> parts) {
        var texts = new ArrayList<Object>();
        parts.forEach(part -> texts.add(reverse(Value.text(part))));
        Collections.reverse(texts);
        return texts;
    }

    private static String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
