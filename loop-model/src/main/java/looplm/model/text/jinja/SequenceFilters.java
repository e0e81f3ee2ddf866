package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import looplm.model.text.jinja.value.Access;
import looplm.model.text.jinja.value.Arithmetic;
import looplm.model.text.jinja.value.Budget;
import looplm.model.text.jinja.value.CallValues;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Methods;
import looplm.model.text.jinja.value.Tuple;
import looplm.model.text.jinja.value.Undefined;
import looplm.model.text.jinja.value.Value;
import org.jspecify.annotations.Nullable;

/** The filters of lists and maps. */
final class SequenceFilters {

    static final Set<String> KNOWN = Set.of(
            "dictsort",
            "first",
            "items",
            "join",
            "last",
            "list",
            "map",
            "max",
            "min",
            "reject",
            "rejectattr",
            "reverse",
            "select",
            "selectattr",
            "sort",
            "sum",
            "unique");

    private static final String ATTRIBUTE = "attribute";
    private static final String CASE = "case_sensitive";

    private SequenceFilters() {}

    static @Nullable Object apply(@Nullable Object value, CallValues arguments, Budget budget) {
        budget.spend(value instanceof List<?> list ? list.size() : 0);
        return switch (arguments.name()) {
            case "first" -> edge(Value.items(value), true);
            case "last" -> edge(Value.items(value), false);
            case "list" -> budget.checked(Value.items(value));
            case "reverse" -> reverse(value);
            case "join" ->
                Methods.join(
                        attributes(value, arguments.accepting(2, "d", ATTRIBUTE), 1, budget),
                        Value.text(arguments.get(0, "d", "")),
                        budget);
            case "map" -> budget.checked(map(value, arguments, budget));
            case "select" -> select(value, arguments, 0, true, budget);
            case "reject" -> select(value, arguments, 0, false, budget);
            case "selectattr" -> select(value, arguments, 1, true, budget);
            case "rejectattr" -> select(value, arguments, 1, false, budget);
            case "items" -> value instanceof Undefined ? List.of() : Methods.pairs(map(value));
            case "dictsort" -> dictSort(value, arguments.accepting(3, CASE, "by", "reverse"), budget);
            case "sort" -> sort(value, arguments.accepting(3, "reverse", CASE, ATTRIBUTE), budget);
            case "unique" -> unique(value, arguments.accepting(2, CASE, ATTRIBUTE), budget);
            case "min" -> extreme(value, arguments.accepting(2, CASE, ATTRIBUTE), budget, false);
            case "max" -> extreme(value, arguments.accepting(2, CASE, ATTRIBUTE), budget, true);
            case "sum" -> sum(value, arguments.accepting(2, ATTRIBUTE, "start"), budget);
            default -> throw new IllegalStateException("filter: " + arguments.name());
        };
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

    private static List<@Nullable Object> attributes(
            @Nullable Object value, CallValues arguments, int place, Budget budget) {
        Object attribute = arguments.get(place, ATTRIBUTE, null);
        List<@Nullable Object> items = Value.items(value);
        return attribute == null ? items : mapped(items, item -> attribute(item, attribute, budget));
    }

    private static List<@Nullable Object> map(@Nullable Object value, CallValues arguments, Budget budget) {
        List<@Nullable Object> items = itemsIfAny(value);
        if (arguments.positional().isEmpty()) {
            Object attribute = arguments.accepting(0, ATTRIBUTE, "default").require(0, ATTRIBUTE);
            Object otherwise = arguments.get(1, "default", null);
            boolean hasDefault = arguments.named().containsKey("default");
            return mapped(items, item -> {
                Object found = attribute(item, attribute, budget);
                return hasDefault && found instanceof Undefined ? otherwise : found;
            });
        }
        CallValues inner = arguments.from(1, Value.text(arguments.positional().getFirst()));
        return mapped(items, item -> Filters.apply(item, inner, budget));
    }

    /** Items that pass a test, themselves or by an attribute; without a test those that are true. */
    private static List<@Nullable Object> select(
            @Nullable Object value, CallValues arguments, int testPlace, boolean kept, Budget budget) {
        Object attribute = testPlace == 0 ? null : arguments.require(0, ATTRIBUTE);
        Predicate<@Nullable Object> test = Value::isTrue;
        if (arguments.positional().size() > testPlace) {
            String name = Value.text(arguments.positional().get(testPlace));
            List<@Nullable Object> rest = arguments.from(testPlace + 1, name).positional();
            test = item -> Tests.holds(item, name, rest, budget);
        }
        var selected = new ArrayList<@Nullable Object>();
        for (Object item : itemsIfAny(value)) {
            if (test.test(attribute == null ? item : attribute(item, attribute, budget)) == kept) {
                selected.add(item);
            }
        }
        return selected;
    }

    private static List<@Nullable Object> dictSort(@Nullable Object value, CallValues arguments, Budget budget) {
        String by = arguments.text(1, "by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw new JinjaException("dictsort: by " + by + " (expected: key or value)");
        }
        long place = by.equals("key") ? 0 : 1;
        List<@Nullable Object> pairs = Methods.pairs(map(value));
        UnaryOperator<@Nullable Object> key = pair -> Access.item(pair, place, budget);
        return sorted(pairs, folded(key, arguments.flag(0, CASE)), arguments.flag(2, "reverse"), budget);
    }

    private static List<@Nullable Object> sort(@Nullable Object value, CallValues arguments, Budget budget) {
        Object attribute = arguments.get(2, ATTRIBUTE, null);
        UnaryOperator<@Nullable Object> key = folded(item -> parts(item, attribute, budget), arguments.flag(1, CASE));
        return sorted(Value.items(value), key, arguments.flag(0, "reverse"), budget);
    }

    /** Stable, also when reversed. */
    private static List<@Nullable Object> sorted(
            List<@Nullable Object> items, UnaryOperator<@Nullable Object> key, boolean reverse, Budget budget) {
        budget.checked(items);
        Comparator<@Nullable Object> order = (left, right) -> {
            return Value.compare(key.apply(left), key.apply(right), budget);
        };
        var sorted = new ArrayList<@Nullable Object>(items);
        sorted.sort(reverse ? order.reversed() : order);
        return sorted;
    }

    private static List<@Nullable Object> unique(@Nullable Object value, CallValues arguments, Budget budget) {
        UnaryOperator<@Nullable Object> key = key(arguments, budget);
        var seen = new HashSet<@Nullable Object>();
        var unique = new ArrayList<@Nullable Object>();
        for (Object item : Value.items(value)) {
            if (seen.add(Value.key(key.apply(item)))) {
                unique.add(item);
            }
        }
        return budget.checked(unique);
    }

    private static @Nullable Object extreme(
            @Nullable Object value, CallValues arguments, Budget budget, boolean largest) {
        UnaryOperator<@Nullable Object> key = key(arguments, budget);
        List<@Nullable Object> items = budget.checked(Value.items(value));
        if (items.isEmpty()) {
            return new Undefined(arguments.name() + " of an empty sequence");
        }
        Object best = items.getFirst();
        for (Object item : items) {
            int order = Value.compare(key.apply(item), key.apply(best), budget);
            best = (largest ? order > 0 : order < 0) ? item : best;
        }
        return best;
    }

    private static @Nullable Object sum(@Nullable Object value, CallValues arguments, Budget budget) {
        Object sum = arguments.get(1, "start", 0L);
        for (Object item : attributes(value, arguments, 0, budget)) {
            sum = Arithmetic.apply("+", sum, item, budget);
        }
        return sum;
    }

    /** What {@code unique}, {@code min} and {@code max} go by. */
    private static UnaryOperator<@Nullable Object> key(CallValues arguments, Budget budget) {
        Object attribute = arguments.get(1, ATTRIBUTE, null);
        return folded(item -> attribute == null ? item : attribute(item, attribute, budget), arguments.flag(0, CASE));
    }

    /** Several attributes, separated by commas, are compared one after the other. */
    private static @Nullable Object parts(@Nullable Object item, @Nullable Object attribute, Budget budget) {
        if (attribute == null) {
            return item;
        }
        if (!(attribute instanceof String names)) {
            return attribute(item, attribute, budget);
        }
        var parts = new ArrayList<@Nullable Object>();
        for (String name : names.split(",", -1)) {
            parts.add(attribute(item, name, budget));
        }
        return parts.size() == 1 ? parts.getFirst() : parts;
    }

    private static UnaryOperator<@Nullable Object> folded(UnaryOperator<@Nullable Object> key, boolean caseSensitive) {
        return caseSensitive ? key : item -> folded(key.apply(item));
    }

    private static @Nullable Object folded(@Nullable Object key) {
        return switch (Value.plain(key)) {
            case String text -> text.toLowerCase(Locale.ROOT);
            case List<?> list when !(list instanceof Tuple) -> mapped(new ArrayList<>(list), SequenceFilters::folded);
            case null, default -> key;
        };
    }

    /** Of nothing, not even of None, {@code map} and {@code select} make nothing. */
    private static List<@Nullable Object> itemsIfAny(@Nullable Object value) {
        return Value.isTrue(value) ? Value.items(value) : List.of();
    }

    /** An attribute or element, or one of those of one, by dots. */
    private static @Nullable Object attribute(@Nullable Object item, @Nullable Object path, Budget budget) {
        Object value = item;
        if (!(path instanceof String names)) {
            return Access.item(value, path, budget);
        }
        for (String name : names.split("\\.")) {
            Object key = name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name;
            value = Access.item(value, key, budget);
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
}
