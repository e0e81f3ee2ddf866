package looplm.model.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    /** Probabilities 0.5, 0.25, 0.125, 0.125 at ids 2, 0, 3, 1. */
    private static final float[] LOGITS = {(float) Math.log(2), 0, (float) Math.log(4), 0};

    @Test
    void sample_takesTheLikeliest_whenTemperatureIsZero() {
        assertThat(Sampler.sample(LOGITS, SamplingParams.GREEDY, 0, 5)).isEqualTo(2);
        assertThat(Sampler.sample(new float[] {1, 3, 3}, SamplingParams.GREEDY, 0, 5))
                .isEqualTo(1);
    }

    @Test
    void sample_isTheSame_whenSeedChoiceAndPositionAre() {
        var params = new SamplingParams(1, 1, 0, 42);
        int[] first = draw(params, 0);
        assertThat(draw(params, 0)).isEqualTo(first);
        assertThat(draw(params, 1)).isNotEqualTo(first);
        assertThat(draw(new SamplingParams(1, 1, 0, 43), 0)).isNotEqualTo(first);
    }

    @Test
    void sample_followsTheDistribution_whenDrawnOften() {
        for (long seed : new long[] {0, -1, 42, Long.MIN_VALUE}) {
            double[] shares = shares(new SamplingParams(1, 1, 0, seed));
            assertThat(shares[2]).isCloseTo(0.5, within(0.02));
            assertThat(shares[0]).isCloseTo(0.25, within(0.02));
            assertThat(shares[1]).isCloseTo(0.125, within(0.02));
        }
    }

    @Test
    void sample_sharpens_whenTemperatureIsLow() {
        assertThat(shares(new SamplingParams(0.5, 1, 0, 1))[2]).isCloseTo(16.0 / 22, within(0.02));
        assertThat(shares(new SamplingParams(1e-6, 1, 0, 1))[2]).isEqualTo(1);
    }

    @Test
    void sample_keepsTheNucleus_whenTopPIsSet() {
        double[] shares = shares(new SamplingParams(1, 0.6, 0, 1));
        assertThat(shares[2]).isCloseTo(2.0 / 3, within(0.02));
        assertThat(shares[0]).isCloseTo(1.0 / 3, within(0.02));
        assertThat(shares(new SamplingParams(1, 0.5, 0, 1))[2]).isEqualTo(1);
        assertThat(shares(new SamplingParams(1, 1e-9, 0, 1))[2]).isEqualTo(1);
    }

    @Test
    void sample_keepsTheLowerId_whenTopKCutsEqualOnes() {
        double[] shares = shares(new SamplingParams(1, 1, 3, 1));
        assertThat(shares[3]).isZero();
        assertThat(shares[1]).isCloseTo(0.125 / 0.875, within(0.02));
        assertThat(shares(new SamplingParams(1, 1, 1, 1))[2]).isEqualTo(1);
        assertThat(shares(new SamplingParams(1, 1, 1000, 1))[3]).isCloseTo(0.125, within(0.02));
    }

    @Test
    void sample_cutsBelowAShareOfTheLikeliest() {
        // probabilities 1/4, 1/8, 1/2, 1/8: 0.4 of the likeliest is 1/5
        double[] shares = shares(new SamplingParams(1, 1, 0, 0.4, 1));
        assertThat(shares[0]).isCloseTo(1 / 3.0, within(0.02));
        assertThat(shares[1] + shares[3]).isZero();
        assertThat(shares(new SamplingParams(1, 1, 0, 1, 1))[2]).isEqualTo(1);
        assertThat(shares(new SamplingParams(1, 0.999, 4, 0.4, 1))[1]).isZero();
        assertThatThrownBy(() -> new SamplingParams(1, 1, 0, 1.5, 1)).hasMessageContaining("min_p: 1.5");
    }

    @Test
    void sample_ordersNegativeLogits_whenCutting() {
        float[] logits = {-5, -1, -0.0f, -3};
        var params = new SamplingParams(1, 1, 2, 9);
        assertThat(IntStream.range(0, 200).map(i -> Sampler.sample(logits, params, 0, i)))
                .containsOnly(1, 2);
    }

    @Test
    void sample_neverTakesMasked_whenALogitIsMinusInfinity() {
        float[] logits = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
        assertThat(IntStream.range(0, 200).map(i -> Sampler.sample(logits, new SamplingParams(100, 1, 0, 3), 0, i)))
                .containsOnly(1);
    }

    @Test
    void sample_refuses_whenALogitIsNaN() {
        assertThatThrownBy(() -> Sampler.sample(new float[] {0, Float.NaN}, SamplingParams.GREEDY, 0, 0))
                .hasMessageContaining("NaN at 1");
    }

    @Test
    void logProbability_isOfTheRawDistribution() {
        assertThat(Sampler.logProbability(LOGITS, 2)).isCloseTo(Math.log(0.5), within(1e-7));
        assertThat(Sampler.logProbability(LOGITS, 3)).isCloseTo(Math.log(0.125), within(1e-7));
    }

    @Test
    void params_nameTheField_whenOutOfRange() {
        assertThatThrownBy(() -> new SamplingParams(-1, 1, 0, 0)).hasMessageContaining("temperature: -1");
        assertThatThrownBy(() -> new SamplingParams(Double.NaN, 1, 0, 0)).hasMessageContaining("temperature: NaN");
        assertThatThrownBy(() -> new SamplingParams(1, 0, 0, 0)).hasMessageContaining("top_p: 0");
        assertThatThrownBy(() -> new SamplingParams(1, 1.1, 0, 0)).hasMessageContaining("top_p: 1.1");
        assertThatThrownBy(() -> new SamplingParams(1, 1, -1, 0)).hasMessageContaining("top_k: -1");
    }

    private static int[] draw(SamplingParams params, int choice) {
        return IntStream.range(0, 100)
                .map(position -> Sampler.sample(LOGITS, params, choice, position))
                .toArray();
    }

    private static double[] shares(SamplingParams params) {
        int draws = 10_000;
        var shares = new double[LOGITS.length];
        for (int position = 0; position < draws; position++) {
            shares[Sampler.sample(LOGITS, params, 0, position)] += 1.0 / draws;
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.round(shares[i] * 1e9) / 1e9;
        }
        return shares;
    }
}
