package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvPolicy.Kept;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.exit.ExitPolicy.HiddenDifference;
import looplm.model.exit.ExitPolicy.Weighted;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class SerialDecoderTest {

    private static final int[] PROMPT = {10, 20, 30};
    private static final int STEPS = TinyLoopLm.STEPS;
    private static final int TOKEN = 40;

    private LoopLm model;

    @BeforeAll
    void open() {
        model = TinyLoopLm.load(3);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @ParameterizedTest
    @EnumSource(KvPolicy.class)
    void start_leavesWhatThePolicySays_ofThePrompt(KvPolicy policy) {
        try (KvCache own = model.newCache(STEPS, 8);
                KvCache cache = model.newCache(STEPS, 8)) {
            float[][] steps = run(own, KvPolicy.FULL_DEPTH, new FixedSteps(2), 0);
            float[][] kept = run(cache, policy, new FixedSteps(2), 0);
            requireKept(policy.prompt(), kept, steps, STEPS, STEPS);
        }
    }

    /** The first token after a prompt of whole planes runs the same steps whatever is kept of it. */
    @ParameterizedTest
    @EnumSource(
            value = KvPolicy.class,
            names = {"LAST_EXITED", "FULL_DEPTH", "FINAL_SHARED", "FIRST_SHARED", "MEAN_SHARED", "FIRST_THEN_FINAL"})
    void next_leavesWhatThePolicySays_ofAGeneratedToken(KvPolicy policy) {
        for (int exitStep = 1; exitStep <= STEPS; exitStep++) {
            try (KvCache own = model.newCache(STEPS, 8);
                    KvCache cache = model.newCache(STEPS, 8)) {
                float[][] steps = run(own, KvPolicy.FULL_DEPTH, new FixedSteps(exitStep), PROMPT.length);
                float[][] kept = run(cache, policy, new FixedSteps(exitStep), PROMPT.length);
                int executed = policy.runsAllSteps() ? STEPS : exitStep;
                requireKept(policy.generated(), kept, steps, exitStep, executed);
            }
        }
    }

    private static void requireKept(Kept policy, float[][] kept, float[][] steps, int exitStep, int executed) {
        for (int plane = 0; plane < STEPS; plane++) {
            float[] expected = switch (policy) {
                case OWN_STEPS -> plane < executed ? steps[plane] : steps[exitStep - 1];
                case FINAL -> steps[exitStep - 1];
                case FIRST -> steps[0];
                case FIRST_THEN_FINAL -> steps[plane == 0 ? 0 : exitStep - 1];
                case MEAN -> mean(steps, executed);
            };
            assertThat(kept[plane]).as("plane %d, exit %d", plane, exitStep).containsExactly(expected, within(1e-6f));
        }
    }

    /** Keys of one position in every plane, after the prompt and one token. */
    private float[][] run(KvCache cache, KvPolicy policy, ExitPolicy exit, int position) {
        var decoder = new SerialDecoder(model, cache, exit, policy);
        decoder.start(PROMPT);
        decoder.next(TOKEN);
        assertThat(decoder.position()).isEqualTo(PROMPT.length + 1);
        int headDim = model.config().headDim();
        var planes = new float[STEPS][headDim];
        for (int plane = 0; plane < STEPS; plane++) {
            float[] keys = cache.keys(new KvSlot(plane, 0), PROMPT.length + 1);
            System.arraycopy(keys, position * headDim, planes[plane], 0, headDim);
        }
        return planes;
    }

    private static float[] mean(float[][] steps, int count) {
        var mean = new float[steps[0].length];
        for (int i = 0; i < mean.length; i++) {
            for (int t = 0; t < count; t++) {
                mean[i] += steps[t][i] / count;
            }
        }
        return mean;
    }

    @Test
    void kept_countsPlanes() {
        assertThat(KvPolicy.LAST_EXITED.generated().planes(4)).isEqualTo(4);
        assertThat(KvPolicy.FINAL_SHARED.generated().planes(4)).isEqualTo(1);
        assertThat(KvPolicy.FINAL_SHARED.prompt().planes(4)).isEqualTo(4);
        assertThat(KvPolicy.FIRST_THEN_FINAL.generated().planes(4)).isEqualTo(2);
        assertThat(KvPolicy.FIRST_THEN_FINAL.generated().planes(1)).isEqualTo(1);
        assertThat(KvPolicy.MEAN_EVERYWHERE.prompt().planes(4)).isEqualTo(1);
    }

    @Test
    void reading_isTheMeanOfStates_whenWeighted() {
        try (KvCache cache = model.newCache(STEPS, 8)) {
            PrefillResult all = model.prefill(cache, PROMPT, 0);
            var decoder = new SerialDecoder(model, cache, new Weighted(STEPS), KvPolicy.FULL_DEPTH);
            SerialDecoder.Reading reading = decoder.start(PROMPT);
            assertThat(reading.exitStep()).isEqualTo(STEPS);
            var expected = new float[reading.state().length];
            float before = 0;
            for (int t = 0; t < STEPS; t++) {
                float probability = reading.exitCdf()[t] - before;
                before = reading.exitCdf()[t];
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += probability * all.states()[t][i];
                }
            }
            float tolerance = Rounding.tolerance(model.config(), expected);
            assertThat(reading.state()).containsExactly(expected, within(tolerance));
            assertThat(decoder.next(TOKEN).executedSteps()).isEqualTo(STEPS);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.5f, 1e9f})
    void next_leavesWhereStatesSettle_whenDifferenceIsGiven(float threshold) {
        try (KvCache cache = model.newCache(STEPS, 8)) {
            var decoder =
                    new SerialDecoder(model, cache, new HiddenDifference(threshold, 1, STEPS), KvPolicy.LAST_EXITED);
            decoder.start(PROMPT);
            int steps = decoder.next(TOKEN).executedSteps();
            if (threshold == 0) {
                assertThat(steps).isEqualTo(STEPS);
            } else if (threshold > 1) {
                assertThat(steps).isEqualTo(1);
            } else {
                assertThat(steps).isBetween(1, STEPS);
            }
        }
    }

    @Test
    void next_runsBeyondTheTrainedSteps_whenAllowed() {
        try (KvCache cache = model.newCache(2 * STEPS, 8)) {
            var decoder =
                    new SerialDecoder(model, cache, new CumulativeThreshold(1, 1, 2 * STEPS), KvPolicy.LAST_EXITED);
            assertThat(decoder.start(PROMPT).exitStep()).isEqualTo(2 * STEPS);
            assertThat(decoder.next(TOKEN).executedSteps()).isEqualTo(2 * STEPS);
        }
    }
}
