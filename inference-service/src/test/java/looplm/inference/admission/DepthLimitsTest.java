package looplm.inference.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import looplm.edge.RefusedException;
import looplm.inference.engine.model.StepBounds;
import looplm.model.exit.Effort;
import looplm.wire.openai.LoopControls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of design section 3: what wins, what falls, what is refused. */
class DepthLimitsTest {

    private static final StepBounds MINIMAL = StepBounds.fixed(2);
    private static final StepBounds LOW = new StepBounds(1, 3, 0.2f);
    private static final StepBounds MEDIUM = new StepBounds(2, 4, 0.5f);
    private static final StepBounds HIGH = StepBounds.fixed(4);

    private final DepthLimits limits = new DepthLimits(
            6, Map.of(Effort.MINIMAL, MINIMAL, Effort.LOW, LOW, Effort.MEDIUM, MEDIUM, Effort.HIGH, HIGH));

    @Test
    void effort_decides_whenLoopIsMissingOrEmpty() {
        assertThat(limits.resolve(null, null)).isEqualTo(MEDIUM);
        assertThat(limits.resolve(null, loop(null, null, null))).isEqualTo(MEDIUM);
        assertThat(limits.resolve("minimal", null)).isEqualTo(MINIMAL);
        assertThat(limits.resolve("none", null)).isEqualTo(MINIMAL);
        assertThat(limits.resolve("low", null)).isEqualTo(LOW);
        assertThat(limits.resolve("medium", null)).isEqualTo(MEDIUM);
        assertThat(limits.resolve("high", null)).isEqualTo(HIGH);
        assertThat(limits.resolve("xhigh", null)).isEqualTo(HIGH);
        assertThat(limits.resolve("max", null)).isEqualTo(HIGH);
    }

    @Test
    void loop_winsOverTheEffort_fieldByField() {
        assertThat(limits.resolve("medium", loop(1, null, null))).isEqualTo(new StepBounds(1, 4, 0.5f));
        assertThat(limits.resolve("medium", loop(null, 3, null))).isEqualTo(new StepBounds(2, 3, 0.5f));
        assertThat(limits.resolve("medium", loop(null, null, 0.9))).isEqualTo(new StepBounds(2, 4, 0.9f));
        assertThat(limits.resolve("minimal", loop(1, 6, 1.0))).isEqualTo(new StepBounds(1, 6, 1f));
        assertThat(limits.resolve("high", LoopControls.fixed(1))).isEqualTo(new StepBounds(1, 1, 1f));
    }

    @Test
    void unsetMinimum_fallsToTheMaximum() {
        assertThat(limits.resolve("high", loop(null, 1, null))).isEqualTo(new StepBounds(1, 1, 1f));
        assertThat(limits.resolve("medium", loop(null, 1, 0.3))).isEqualTo(new StepBounds(1, 1, 0.3f));
    }

    @Test
    void givenMinimum_isRefused_aboveTheMaximumThatHolds() {
        assertRefused("medium", loop(3, 2, null), "loop.min_steps", "loop.min_steps: 3 (expected: 1..2)");
        assertRefused("minimal", loop(4, null, null), "loop.min_steps", "loop.min_steps: 4 (expected: 1..2)");
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "-1", "2147483647"})
    void maximum_isRefused_outsideTheServersLimit(int steps) {
        assertRefused(
                null, loop(null, steps, null), "loop.max_steps", "loop.max_steps: " + steps + " (expected: 1..6)");
    }

    @Test
    void threshold_isComparedInFloat32() {
        assertThat(limits.resolve(null, loop(null, null, 1e-60)).exitThreshold())
                .isPositive();
        assertThat(limits.resolve(null, loop(null, null, 0.7)).exitThreshold()).isEqualTo(0.7f);
        assertRefused(
                null,
                loop(null, null, Double.NaN),
                "loop.exit_threshold",
                "loop.exit_threshold: NaN (expected: above 0, at most 1)");
    }

    @Test
    void efforts_mustBeWithinTheLimit() {
        var efforts = new EnumMap<Effort, StepBounds>(Effort.class);
        for (Effort effort : Effort.values()) {
            efforts.put(effort, HIGH);
        }

        assertThatThrownBy(() -> new DepthLimits(3, efforts))
                .hasMessageStartingWith("efforts.minimal: ")
                .hasMessageEndingWith("(expected: at most 3 steps)");
    }

    private void assertRefused(String effort, LoopControls loop, String param, String message) {
        assertThatThrownBy(() -> limits.resolve(effort, loop))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.param()).hasValue(param))
                .hasMessage(message);
    }

    private static LoopControls loop(Integer min, Integer max, Double threshold) {
        return new LoopControls(min, max, threshold, null);
    }
}
