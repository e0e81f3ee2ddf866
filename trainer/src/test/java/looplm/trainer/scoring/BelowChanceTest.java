package looplm.trainer.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BelowChanceTest {

    /** Tails of the binomial distribution: P(X <= 0 | 4, 1/2) = 1/16, P(X <= 1 | 4, 1/2) = 5/16, (47/48)^193 = 0.0172. */
    @ParameterizedTest
    @CsvSource({
        "0, 4, 0.5, 0.0626, true",
        "0, 4, 0.5, 0.0624, false",
        "1, 4, 0.5, 0.3126, true",
        "1, 4, 0.5, 0.3124, false",
        "0, 193, 0.020833333, 0.0173, true",
        "0, 193, 0.020833333, 0.0171, false",
        "430, 955, 0.5, 0.002, true",
        "450, 955, 0.5, 0.002, false",
        "500, 955, 0.5, 0.002, false",
        "0, 1000, 0, 0.5, false"
    })
    void significantly_isTheTailOfTheBinomial(int right, int n, double chance, double significance, boolean below) {
        assertThat(BelowChance.significantly(right, n, chance, significance)).isEqualTo(below);
    }
}
