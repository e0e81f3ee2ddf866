package looplm.wire;

import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a number in a request may be, and how everybody words what it may not: {@code field: value (expected: ...)}. The
 * gateway, inference-service and the model's library check the same fields: a client reads the same words from each.
 *
 * @param expected the range in words
 * @param holds whether a number is in it; false for NaN
 */
public record FieldRange(String expected, DoublePredicate holds) {

    public static final FieldRange TEMPERATURE = between(0, 2);
    public static final FieldRange TOP_P = aboveZero(1);
    public static final FieldRange TOP_K = new FieldRange("1 or more, or 0 or -1 for all tokens", value -> value >= -1);
    public static final FieldRange MIN_P = between(0, 1);
    public static final FieldRange PENALTY = between(-2, 2);
    public static final FieldRange REPETITION_PENALTY = aboveZero(10);
    public static final FieldRange EXIT_THRESHOLD = aboveZero(1);

    /** Makes the exception that a refused field ends in. */
    public interface Refusal {
        RuntimeException of(String field, Object value, String expected);
    }

    /** From {@code low} to {@code high}, both allowed. */
    public static FieldRange between(int low, int high) {
        return new FieldRange(low + ".." + high, value -> value >= low && value <= high);
    }

    /** Above 0, up to {@code high}. */
    public static FieldRange aboveZero(int high) {
        return new FieldRange("above 0, at most " + high, value -> value > 0 && value <= high);
    }

    public static FieldRange atLeast(int low) {
        return new FieldRange(low + " or more", value -> value >= low);
    }

    /** Refuses a value outside; one that is missing is none. */
    public void check(String field, @Nullable Number value, Refusal refusal) {
        if (value != null && !holds.test(value.doubleValue())) {
            throw refusal.of(field, value, expected);
        }
    }

    /**
     * @throws IllegalArgumentException if the value is outside
     */
    public void require(String field, Number value) {
        check(field, value, FieldRange::illegal);
    }

    private static IllegalArgumentException illegal(String field, Object value, String expected) {
        return new IllegalArgumentException(field + ": " + value + " (expected: " + expected + ")");
    }
}
