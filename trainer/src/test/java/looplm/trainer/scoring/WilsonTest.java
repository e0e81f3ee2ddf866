package looplm.trainer.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WilsonTest {

    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    @Test
    void of_givesTheTextbookInterval_whenSomeAreRight() {
        // 10 of 100: 0.0552 .. 0.1744 (Newcombe 1998, method 3)
        assertThat(Wilson.of(10, 100).low()).isEqualTo(0.0552, CLOSE);
        assertThat(Wilson.of(10, 100).high()).isEqualTo(0.1744, CLOSE);
    }

    @Test
    void of_staysWithinTheShares_whenAllOrNoneAreRight() {
        assertThat(Wilson.of(0, 10).low()).isZero();
        assertThat(Wilson.of(0, 10).high()).isEqualTo(0.2775, CLOSE);
        assertThat(Wilson.of(10, 10).low()).isEqualTo(0.7225, CLOSE);
        assertThat(Wilson.of(10, 10).high()).isEqualTo(1, CLOSE);
    }

    @Test
    void of_refuses_whenThereIsNoSuchShare() {
        assertThatThrownBy(() -> Wilson.of(3, 2)).hasMessage("right: 3 of 2 (expected: 0..n of n >= 1)");
        assertThatThrownBy(() -> Wilson.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
