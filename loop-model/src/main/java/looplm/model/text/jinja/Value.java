package looplm.model.text.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a template's values mean, as in Python. Values are null, Boolean, Long, Double, String, List, Map, {@link
 * Undefined}, {@link Namespace}, {@link Loop} and a macro.
 */
final class Value {

    private Value() {}

    static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Undefined ignored -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** As Python's {@code str}. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined ignored -> "";
            case Boolean flag -> flag ? "True" : "False";
            case Long number -> number.toString();
            case Double number -> text(number);
            case String text -> text;
            case List<?> list -> list.stream().map(Value::repr).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> throw new JinjaException("a " + kind(value) + " has no text");
        };
    }

    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Undefined ignored -> "undefined value";
            case Boolean ignored -> "boolean";
            case Long ignored -> "integer";
            case Double ignored -> "number";
            case String ignored -> "text";
            case List<?> ignored -> "list";
            case Map<?, ?> ignored -> "map";
            case Namespace ignored -> "namespace";
            case Loop ignored -> "loop";
            default -> "macro";
        };
    }

    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (isNumber(left) && isNumber(right)) {
            return (number(left) instanceof Long a && number(right) instanceof Long b)
                    ? a.equals(b)
                    : number(left).doubleValue() == number(right).doubleValue();
        }
        if (left instanceof Undefined && right instanceof Undefined) {
            return true;
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return sameElements(a, b);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry ->
                                    b.containsKey(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        return Objects.equals(left, right);
    }

    /** Order of two numbers or two texts. */
    static int compare(@Nullable Object left, @Nullable Object right) {
        if (isNumber(left) && isNumber(right)) {
            return (number(left) instanceof Long a && number(right) instanceof Long b)
                    ? a.compareTo(b)
                    : Double.compare(number(left).doubleValue(), number(right).doubleValue());
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        throw undefined(
                left, right, new JinjaException("a " + kind(left) + " and a " + kind(right) + " have no order"));
    }

    static boolean contains(@Nullable Object container, @Nullable Object element) {
        return switch (container) {
            case Undefined ignored -> false;
            case String text when element instanceof String part -> text.contains(part);
            case List<?> list -> list.stream().anyMatch(other -> same(other, element));
            case Map<?, ?> map -> element instanceof String && map.containsKey(element);
            case null, default -> throw new JinjaException("a " + kind(container) + " cannot hold a " + kind(element));
        };
    }

    /** What a loop runs through. */
    static List<@Nullable Object> items(@Nullable Object value) {
        return switch (value) {
            case Undefined ignored -> List.of();
            case String text -> PyText.characters(text);
            case List<?> list -> new ArrayList<@Nullable Object>(list);
            case Map<?, ?> map -> new ArrayList<@Nullable Object>(map.keySet());
            case null, default -> throw new JinjaException("a " + kind(value) + " is no sequence");
        };
    }

    static boolean isNumber(@Nullable Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    /** A number, booleans as 0 and 1. */
    static Number number(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case Undefined undefined -> throw undefined.asError();
            case null, default -> throw new JinjaException("a " + kind(value) + " is no number");
        };
    }

    static int integer(@Nullable Object value) {
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

    private static boolean sameElements(List<?> left, List<?> right) {
        Iterator<?> others = right.iterator();
        return left.size() == right.size() && left.stream().allMatch(element -> same(element, others.next()));
    }

    private static String text(Double number) {
        double size = Math.abs(number);
        if (number.isNaN() || number.isInfinite()) {
            return number.isNaN() ? "nan" : number > 0 ? "inf" : "-inf";
        }
        if (size == 0 || (size >= 1e-4 && size < 1e16)) {
            String plain = new BigDecimal(number.toString()).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String[] parts = number.toString().split("E");
        int exponent = Integer.parseInt(parts[1]);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** As Python's {@code repr}. */
    private static String repr(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return value instanceof Undefined ? "Undefined" : text(value);
        }
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        var result = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                case '\\' -> result.append("\\\\");
                default -> {
                    if (c == quote) {
                        result.append('\\').append(quote);
                    } else if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
                        result.append("\\x%02x".formatted(c));
                    } else {
                        result.appendCodePoint(c);
                    }
                }
            }
        });
        return result.append(quote).toString();
    }
}
