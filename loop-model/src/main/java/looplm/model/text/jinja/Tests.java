package looplm.model.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import looplm.model.text.jinja.value.Budget;
import looplm.model.text.jinja.value.Function;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Markup;
import looplm.model.text.jinja.value.Undefined;
import looplm.model.text.jinja.value.Value;
import org.jspecify.annotations.Nullable;

/** The tests behind {@code is}. */
final class Tests {

    private static final Set<String> KNOWN = Set.of(
            "defined",
            "undefined",
            "none",
            "string",
            "mapping",
            "sequence",
            "iterable",
            "number",
            "integer",
            "float",
            "boolean",
            "true",
            "false",
            "odd",
            "even",
            "divisibleby",
            "equalto",
            "eq",
            "ne",
            "gt",
            "ge",
            "lt",
            "le",
            "greaterthan",
            "lessthan",
            "in",
            "sameas",
            "lower",
            "upper",
            "callable",
            "escaped");

    /** What Jinja2 has beside these. */
    private static final Set<String> MISSING = Set.of("filter", "test", "!=", "<", "<=", "==", ">", ">=");

    private Tests() {}

    /** Whether Jinja2 has a test of that name. */
    static boolean isJinjas(String name) {
        return KNOWN.contains(name) || MISSING.contains(name);
    }

    static void requireKnown(String name, int line) {
        if (!KNOWN.contains(name)) {
            throw JinjaException.at(
                    line,
                    "test " + name + " (expected: one of "
                            + KNOWN.stream().sorted().toList() + ")");
        }
    }

    static boolean holds(@Nullable Object given, String name, List<@Nullable Object> arguments, Budget budget) {
        if (!KNOWN.contains(name)) {
            throw new JinjaException("test " + name + " (expected: one of "
                    + KNOWN.stream().sorted().toList() + ")");
        }
        Object value = Value.plain(given);
        return switch (name) {
            case "callable" -> value instanceof Function;
            case "escaped" -> given instanceof Markup;
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "sequence" ->
                value instanceof String || value instanceof List || value instanceof Map || value instanceof Undefined;
            case "iterable" ->
                value instanceof String || value instanceof List || value instanceof Map || value instanceof Undefined;
            case "number" -> Value.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "lower" -> Value.text(value).equals(Value.text(value).toLowerCase(Locale.ROOT));
            case "upper" -> Value.text(value).equals(Value.text(value).toUpperCase(Locale.ROOT));
            case "odd" -> Math.floorMod(Value.number(value).longValue(), 2) == 1;
            case "even" -> Math.floorMod(Value.number(value).longValue(), 2) == 0;
            default -> compares(value, name, only(name, arguments), budget);
        };
    }

    private static boolean compares(@Nullable Object value, String name, @Nullable Object other, Budget budget) {
        return switch (name) {
            case "divisibleby" -> {
                long divisor = Value.number(other).longValue();
                if (divisor == 0) {
                    throw new JinjaException("division by zero");
                }
                yield Value.number(value).longValue() % divisor == 0;
            }
            case "equalto", "eq" -> Value.same(value, other, budget);
            case "ne" -> !Value.same(value, other, budget);
            case "gt", "greaterthan" -> Value.compare(value, other, budget) > 0;
            case "ge" -> Value.compare(value, other, budget) >= 0;
            case "lt", "lessthan" -> Value.compare(value, other, budget) < 0;
            case "le" -> Value.compare(value, other, budget) <= 0;
            case "in" -> Value.contains(other, value, budget);
            case "sameas" -> Objects.equals(value, other);
            default -> throw new IllegalStateException("test: " + name);
        };
    }

    private static @Nullable Object only(String name, List<@Nullable Object> arguments) {
        if (arguments.size() != 1) {
            throw new JinjaException("test " + name + ": " + arguments.size() + " arguments (expected: 1)");
        }
        return arguments.getFirst();
    }
}
