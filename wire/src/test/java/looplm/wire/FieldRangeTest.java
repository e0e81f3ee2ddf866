package looplm.wire;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import looplm.wire.openai.DepthFields;
import looplm.wire.openai.LoopControls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldRangeTest {

    @Test
    void ends_areInTheRange_unlessItBeginsAboveZero() {
        assertThatCode(() -> {
                    FieldRange.TEMPERATURE.require("temperature", 0);
                    FieldRange.TEMPERATURE.require("temperature", 2.0);
                    FieldRange.TOP_P.require("top_p", 1);
                    FieldRange.TOP_P.require("top_p", Double.MIN_VALUE);
                    FieldRange.TOP_K.require("top_k", -1);
                    FieldRange.between(1, 4).require("steps", 4);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void valueOutside_isRefused_inTheSameWords() {
        assertRefused(FieldRange.TEMPERATURE, 2.1, "f: 2.1 (expected: 0..2)");
        assertRefused(FieldRange.TEMPERATURE, Double.NaN, "f: NaN (expected: 0..2)");
        assertRefused(FieldRange.TOP_P, 0.0, "f: 0.0 (expected: above 0, at most 1)");
        assertRefused(FieldRange.TOP_K, -2, "f: -2 (expected: 1 or more, or 0 or -1 for all tokens)");
        assertRefused(FieldRange.MIN_P, 1.1, "f: 1.1 (expected: 0..1)");
        assertRefused(FieldRange.PENALTY, -2.5, "f: -2.5 (expected: -2..2)");
        assertRefused(FieldRange.REPETITION_PENALTY, 11, "f: 11 (expected: above 0, at most 10)");
        assertRefused(FieldRange.atLeast(1), 0, "f: 0 (expected: 1 or more)");
    }

    @Test
    void missingValue_isNotRefused() {
        assertThatCode(() -> FieldRange.TOP_P.check("top_p", null, FieldRangeTest::refusal))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "huge | - | - | - | reasoning_effort=huge (one of none, minimal, low, medium, high, xhigh, max)",
                "- | 0 | - | - | loop.min_steps=0 (1..4)",
                "- | 5 | - | - | loop.min_steps=5 (1..4)",
                "- | 3 | 2 | - | loop.min_steps=3 (1..2)",
                "- | - | 5 | - | loop.max_steps=5 (1..4)",
                "- | - | 0 | - | loop.max_steps=0 (1..4)",
                "- | - | - | 0 | loop.exit_threshold=0.0 (above 0, at most 1)",
                "- | - | - | 1.5 | loop.exit_threshold=1.5 (above 0, at most 1)",
            })
    void depth_isRefused_byField(
            @Nullable String effort,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable Double threshold,
            String refused) {
        var loop = new LoopControls(min, max, threshold, null);

        assertThatThrownBy(() -> DepthFields.check(effort, loop, 4, FieldRangeTest::refusal))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage(refused);
    }

    @Test
    void depth_isTaken_withinTheLimit() {
        assertThatCode(() -> {
                    DepthFields.check(null, null, 4, FieldRangeTest::refusal);
                    DepthFields.check("xhigh", LoopControls.fixed(4), 4, FieldRangeTest::refusal);
                    DepthFields.check("none", new LoopControls(1, null, 1.0, true), 4, FieldRangeTest::refusal);
                })
                .doesNotThrowAnyException();
    }

    private static void assertRefused(FieldRange range, Number value, String message) {
        assertThatThrownBy(() -> range.require("f", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static RuntimeException refusal(String field, Object value, String expected) {
        return new NoSuchElementException(field + "=" + value + " (" + expected + ")");
    }
}
