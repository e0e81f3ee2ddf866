package looplm.model.text.jinja.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a template's values mean, as in Python. Values are null, Boolean, Long, Double, String, {@link Markup}, List,
 * {@link Tuple}, Map, {@link Undefined}, {@link Namespace}, {@link Loop} and {@link Function}.
 */
public final class Value {

    /** Characters that are looked at in one step of work. */
    static final int CHARACTERS_A_STEP = 32;

    private Value() {}

    public static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Undefined _ -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case Markup markup -> !markup.text().isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** Without the mark of {@link Markup}. */
    public static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Markup markup ? markup.text() : value;
    }

    /** As Python's {@code str}. */
    public static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined _ -> "";
            case Boolean flag -> flag ? "True" : "False";
            case Long number -> number.toString();
            case Double number -> text(number);
            case String text -> text;
            case Markup markup -> markup.text();
            case List<?> _, Map<?, ?> _ -> repr(value);
            default -> throw JinjaException.unsupported("a " + kind(value) + " has no text");
        };
    }

    public static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined _ -> "undefined value";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            case Double _ -> "number";
            case String _ -> "text";
            case Markup _ -> "text";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case Namespace _ -> "namespace";
            case Loop _ -> "loop";
            default -> "function";
        };
    }

    /** A value as the key of a map. */
    public static @Nullable Object key(@Nullable Object value) {
        return switch (value) {
            case Markup markup -> markup.text();
            case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 53 -> number.longValue();
            case Tuple tuple when tuple.stream().noneMatch(List.class::isInstance) -> tuple.mapped(Value::key);
            case Tuple _ -> throw JinjaException.unsupported("a tuple of lists or tuples as a key");
            case List<?> _, Map<?, ?> _ -> throw new JinjaException("a " + kind(value) + " cannot be a key");
            case null, default -> value;
        };
    }

    public static boolean same(@Nullable Object one, @Nullable Object other, Budget budget) {
        Object left = plain(one);
        Object right = plain(other);
        budget.spend(left instanceof String text ? 1 + text.length() / CHARACTERS_A_STEP : 1);
        if (isNumber(left) && isNumber(right)) {
            return (number(left) instanceof Long a && number(right) instanceof Long b)
                    ? a.equals(b)
                    : number(left).doubleValue() == number(right).doubleValue();
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return left instanceof Tuple == right instanceof Tuple && sameElements(a, b, budget);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry -> b.containsKey(entry.getKey())
                                    && same(entry.getValue(), b.get(entry.getKey()), budget));
        }
        return Objects.equals(left, right);
    }

    /** Order of two numbers, texts or lists. */
    public static int compare(@Nullable Object one, @Nullable Object other, Budget budget) {
        Object left = plain(one);
        Object right = plain(other);
        budget.spend(left instanceof String text ? 1 + text.length() / CHARACTERS_A_STEP : 1);
        if (isNumber(left) && isNumber(right)) {
            return (number(left) instanceof Long a && number(right) instanceof Long b)
                    ? a.compareTo(b)
                    : Double.compare(number(left).doubleValue(), number(right).doubleValue());
        }
        if (left instanceof String a && right instanceof String b) {
            return PyText.compare(a, b);
        }
        if (left instanceof List<?> a
                && right instanceof List<?> b
                && left instanceof Tuple == right instanceof Tuple) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                if (!same(a.get(i), b.get(i), budget)) {
                    return compare(a.get(i), b.get(i), budget);
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw undefined(
                left, right, new JinjaException("a " + kind(left) + " and a " + kind(right) + " have no order"));
    }

    public static boolean contains(@Nullable Object container, @Nullable Object element, Budget budget) {
        Object holder = plain(container);
        budget.spend(holder instanceof String text ? 1 + text.length() / CHARACTERS_A_STEP : 1);
        return switch (holder) {
            case Undefined _ -> false;
            case String text when plain(element) instanceof String part -> text.contains(part);
            case List<?> list -> list.stream().anyMatch(other -> same(other, element, budget));
            case Map<?, ?> map -> map.containsKey(key(element));
            case null, default -> throw new JinjaException("a " + kind(container) + " cannot hold a " + kind(element));
        };
    }

    /** What a loop runs through. */
    public static List<@Nullable Object> items(@Nullable Object value) {
        return switch (plain(value)) {
            case Undefined _ -> List.of();
            case String text -> PyText.characters(text);
            case List<?> list -> new ArrayList<@Nullable Object>(list);
            case Map<?, ?> map -> new ArrayList<@Nullable Object>(map.keySet());
            case null, default -> throw new JinjaException("a " + kind(value) + " is no sequence");
        };
    }

    public static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    /** A number, booleans as 0 and 1. */
    public static Number number(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case Undefined undefined -> throw undefined.asError();
            case null, default -> throw new JinjaException("a " + kind(value) + " is no number");
        };
    }

    public static int integer(@Nullable Object value) {
        if (number(value) instanceof Long number) {
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        throw new JinjaException("a number is no integer");
    }

    /** The one of two that is undefined as an error, else the other error. */
    static JinjaException undefined(@Nullable Object left, @Nullable Object right, JinjaException otherwise) {
        return left instanceof Undefined missing
                ? missing.asError()
                : right instanceof Undefined missing ? missing.asError() : otherwise;
    }

    private static boolean sameElements(List<?> left, List<?> right, Budget budget) {
        Iterator<?> others = right.iterator();
        return left.size() == right.size() && left.stream().allMatch(element -> same(element, others.next(), budget));
    }

    private static String text(Double number) {
        double size = Math.abs(number);
        if (number.isNaN() || number.isInfinite()) {
            return number.isNaN() ? "nan" : number > 0 ? "inf" : "-inf";
        }
        if (size == 0 || (size >= 1e-4 && size < 1e16)) {
            String plain = size == 0 ? number.toString() : new BigDecimal(number.toString()).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = number.toString().split("E");
        int exponent = Integer.parseInt(parts[1]);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** As Python's {@code repr}. */
    static String repr(@Nullable Object value) {
        var text = new StringBuilder();
        repr(value, text);
        return text.toString();
    }

    private static void repr(@Nullable Object value, StringBuilder text) {
        if (text.length() > Budget.MAX_CHARACTERS) {
            throw new JinjaException("text: more than " + Budget.MAX_CHARACTERS + " characters (expected: fewer)");
        }
        switch (value) {
            case Markup markup ->
                text.append("Markup(").append(PyText.quoted(markup.text())).append(')');
            case String string -> text.append(PyText.quoted(string));
            case Undefined _ -> text.append("Undefined");
            case List<?> list -> {
                boolean tuple = value instanceof Tuple;
                text.append(tuple ? '(' : '[');
                String comma = "";
                for (Object element : list) {
                    repr(element, text.append(comma));
                    comma = ", ";
                }
                text.append(tuple && list.size() == 1 ? "," : "").append(tuple ? ')' : ']');
            }
            case Map<?, ?> map -> {
                text.append('{');
                String comma = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    repr(entry.getKey(), text.append(comma));
                    repr(entry.getValue(), text.append(": "));
                    comma = ", ";
                }
                text.append('}');
            }
            case null, default -> text.append(text(value));
        }
    }
}
