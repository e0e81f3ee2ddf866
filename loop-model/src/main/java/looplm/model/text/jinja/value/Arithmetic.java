package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators between two values. Integers are exact: one that leaves 64 bits is an error. */
public final class Arithmetic {

    private Arithmetic() {}

    public static Object apply(String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
        if (operator.equals("~")) {
            return concatenate(Value.text(left), Value.text(right), budget);
        }
        if (operator.equals("%") && Value.plain(left) instanceof String format) {
            String text = PyFormat.percent(format, right, left instanceof Markup, budget);
            return left instanceof Markup ? new Markup(text) : text;
        }
        if (operator.equals("+") && isText(left) && isText(right)) {
            return left instanceof Markup || right instanceof Markup
                    ? new Markup(concatenate(Markup.escaped(left), Markup.escaped(right), budget))
                    : concatenate(Value.text(left), Value.text(right), budget);
        }
        if (operator.equals("+")
                && left instanceof List<?> a
                && right instanceof List<?> b
                && left instanceof Tuple == right instanceof Tuple) {
            var joined = new ArrayList<@Nullable Object>(a);
            joined.addAll(b);
            budget.checked(joined);
            return left instanceof Tuple ? new Tuple(joined) : joined;
        }
        if (operator.equals("*") && (isSequence(left) || isSequence(right))) {
            return isSequence(left) ? repeat(left, right, budget) : repeat(right, left, budget);
        }
        if (!Value.isNumber(left) || !Value.isNumber(right)) {
            throw Value.undefined(
                    left,
                    right,
                    new JinjaException(
                            "a " + Value.kind(left) + " " + operator + " a " + Value.kind(right) + " has no meaning"));
        }
        return ofNumbers(operator, Value.number(left), Value.number(right));
    }

    /** {@code -value}. */
    public static Object negate(@Nullable Object value) {
        try {
            return Value.number(value) instanceof Long number
                    ? Math.negateExact(number)
                    : (Object) (-Value.number(value).doubleValue());
        } catch (ArithmeticException e) {
            throw JinjaException.unsupported("-" + value + ": leaves 64 bits (expected: a smaller number)");
        }
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof Markup;
    }

    private static boolean isSequence(@Nullable Object value) {
        return isText(value) || value instanceof List;
    }

    private static String concatenate(String left, String right, Budget budget) {
        budget.requireCharacters((long) left.length() + right.length());
        return budget.checked(left + right);
    }

    private static Object repeat(@Nullable Object value, @Nullable Object count, Budget budget) {
        long times = Math.clamp(Value.integer(count), 0, Budget.MAX_CHARACTERS + 1);
        if (value instanceof List<?> list) {
            budget.requireElements(list.size() * times);
            var repeated = new ArrayList<@Nullable Object>();
            for (int i = 0; i < times; i++) {
                repeated.addAll(list);
            }
            budget.checked(repeated);
            return value instanceof Tuple ? new Tuple(repeated) : repeated;
        }
        String text = Value.text(value);
        budget.requireCharacters(text.length() * times);
        String repeated = budget.checked(text.repeat((int) times));
        return value instanceof Markup ? new Markup(repeated) : repeated;
    }

    private static Object ofNumbers(String operator, Number left, Number right) {
        if (right.doubleValue() == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new JinjaException(left + " " + operator + " " + right + ": division by zero");
        }
        try {
            return left instanceof Long a && right instanceof Long b && !operator.equals("/")
                    ? ofIntegers(operator, a, b)
                    : (Object) ofFloats(operator, left.doubleValue(), right.doubleValue());
        } catch (ArithmeticException e) {
            throw JinjaException.unsupported(
                    left + " " + operator + " " + right + ": leaves 64 bits (expected: a smaller number)");
        }
    }

    private static Object ofIntegers(String operator, long left, long right) {
        return switch (operator) {
            case "+" -> Math.addExact(left, right);
            case "-" -> Math.subtractExact(left, right);
            case "*" -> Math.multiplyExact(left, right);
            case "//" -> Math.floorDiv(left, right);
            case "%" -> Math.floorMod(left, right);
            case "**" ->
                right < 0
                        ? (Object) Math.pow((double) left, (double) right)
                        : Math.powExact(left, Math.toIntExact(right));
            default -> throw new IllegalStateException("operator: " + operator);
        };
    }

    private static double ofFloats(String operator, double left, double right) {
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - right * Math.floor(left / right);
            case "**" -> Math.pow(left, right);
            default -> throw new IllegalStateException("operator: " + operator);
        };
    }
}
