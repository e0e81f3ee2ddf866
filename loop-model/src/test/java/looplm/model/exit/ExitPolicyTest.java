package looplm.model.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.exit.ExitPolicy.HiddenDifference;
import org.junit.jupiter.api.Test;

class ExitPolicyTest {

    private static final float[] EMBEDDING = {0, 0};
    private static final float[][] STATES = {{1, 1}, {2, 2}, {2, 2.1f}, {2, 2.1f}};

    /** Hazards of one half: CDF 0.5, 0.75, 0.875, 0.9375. */
    private static final float[] EVEN = {0, 0, 0, 0};

    @Test
    void of_sumsToOne_whateverTheLastGateSays() {
        for (float last : new float[] {-100, 0, 100}) {
            ExitDistribution exit = ExitDistribution.of(new float[] {0, 0, last});
            assertThat(exit.probabilities()).containsExactly(0.5f, 0.25f, 0.25f);
            assertThat(exit.cumulative()).containsExactly(0.5f, 0.75f, 1);
            assertThat(exit.expectedDepth()).isCloseTo(1.75f, within(1e-6f));
        }
    }

    @Test
    void select_takesFirstStepThatReachesThreshold() {
        assertThat(select(new CumulativeThreshold(0.5f, 1, 4))).isEqualTo(1);
        assertThat(select(new CumulativeThreshold(0.51f, 1, 4))).isEqualTo(2);
        assertThat(select(new CumulativeThreshold(0.9f, 1, 4))).isEqualTo(4);
        assertThat(select(new CumulativeThreshold(0.5f, 3, 4))).isEqualTo(3);
        assertThat(select(new CumulativeThreshold(0.9f, 1, 2))).isEqualTo(2);
    }

    @Test
    void select_neverLeavesEarly_whenThresholdIsOne() {
        float[] certain = {100, 100, 100, 100};
        assertThat(new CumulativeThreshold(1, 1, 4).select(EMBEDDING, STATES, certain))
                .isEqualTo(4);
        assertThat(new CumulativeThreshold(Math.nextDown(1f), 1, 4).select(EMBEDDING, STATES, certain))
                .isEqualTo(1);
    }

    @Test
    void select_isFixed_whenStepsAre() {
        assertThat(select(new FixedSteps(1))).isEqualTo(1);
        assertThat(select(new FixedSteps(3))).isEqualTo(3);
        assertThatThrownBy(() -> select(new FixedSteps(5))).hasMessageContaining("at least 5");
    }

    @Test
    void select_leavesWhenStatesSettle_whenDifferenceIsSmall() {
        assertThat(select(new HiddenDifference(0, 1, 4))).isEqualTo(4);
        assertThat(select(new HiddenDifference(0.08f, 1, 4))).isEqualTo(3);
        assertThat(select(new HiddenDifference(1, 1, 4))).isEqualTo(1);
        assertThat(select(new HiddenDifference(1, 2, 4))).isEqualTo(2);
    }

    @Test
    void policies_nameTheField_whenOutOfRange() {
        assertThatThrownBy(() -> new FixedSteps(0)).hasMessage("max_steps: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> new CumulativeThreshold(0, 1, 4)).hasMessageContaining("exit_threshold: 0");
        assertThatThrownBy(() -> new CumulativeThreshold(Float.NaN, 1, 4)).hasMessageContaining("exit_threshold: NaN");
        assertThatThrownBy(() -> new CumulativeThreshold(0.5f, 3, 2)).hasMessage("min_steps: 3 (expected: 1..2)");
        assertThatThrownBy(() -> new HiddenDifference(-1, 1, 2)).hasMessageContaining("hidden_difference: -1");
    }

    private static int select(ExitPolicy policy) {
        return policy.select(EMBEDDING, STATES, EVEN);
    }
}
