package looplm.eval.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {

    @Test
    void standardError_isTheBinomials() {
        var proportion = new Proportion(30, 120);

        assertThat(proportion.value()).isEqualTo(0.25);
        assertThat(proportion.standardError()).isCloseTo(Math.sqrt(0.25 * 0.75 / 120), within(1e-15));
    }

    @Test
    void standardError_isZero_atTheEnds() {
        assertThat(new Proportion(0, 7).standardError()).isZero();
        assertThat(new Proportion(7, 7).standardError()).isZero();
    }

    @Test
    void proportion_isRefused_whenItIsNone() {
        assertThatThrownBy(() -> new Proportion(0, 0)).hasMessage("n: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> new Proportion(3, 2)).hasMessage("hits: 3 (expected: 0..2)");
        assertThatThrownBy(() -> new Proportion(-1, 2)).hasMessage("hits: -1 (expected: 0..2)");
    }
}
