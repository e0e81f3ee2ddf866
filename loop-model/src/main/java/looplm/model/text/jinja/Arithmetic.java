package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators between two values. Integers are exact: one that leaves 64 bits is an error. */
final class Arithmetic {

    private Arithmetic() {}

    static Object apply(String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
        if (operator.equals("~")) {
            return concatenate(Value.text(left), Value.text(right), budget);
        }
        if (operator.equals("+") && left instanceof String a && right instanceof String b) {
            return concatenate(a, b, budget);
        }
        if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
            var joined = new ArrayList<@Nullable Object>(a);
            joined.addAll(b);
            return budget.checked(joined);
        }
        if (operator.equals("*") && left instanceof String text && right instanceof Long times) {
            budget.requireCharacters(text.length() * Math.clamp(times, 0L, Budget.MAX_CHARACTERS));
            return budget.checked(text.repeat((int) Math.max(times, 0)));
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

    private static String concatenate(String left, String right, Budget budget) {
        budget.requireCharacters((long) left.length() + right.length());
        return budget.checked(left + right);
    }

    private static Object ofNumbers(String operator, Number left, Number right) {
        try {
            return left instanceof Long a && right instanceof Long b && !operator.equals("/")
                    ? ofIntegers(operator, a, b)
                    : (Object) ofFloats(operator, left.doubleValue(), right.doubleValue());
        } catch (ArithmeticException e) {
            throw new JinjaException(left + " " + operator + " " + right + ": " + e.getMessage());
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
        if (right == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
            throw new ArithmeticException("division by zero");
        }
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
