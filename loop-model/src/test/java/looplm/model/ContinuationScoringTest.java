package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class ContinuationScoringTest {

    private static final int[] CONTEXT = {10, 20, 30};

    private LoopLm model;

    @BeforeAll
    void open() {
        model = TinyLoopLm.load(3);
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void score_equalsForwardOfEachContinuation_whenManyShareTheContext() {
        var continuations = List.of(ids(1), ids(5), ids(1), ids(40), ids(2));
        List<ContinuationScore> scores = ContinuationScoring.score(model, CONTEXT, continuations, TinyLoopLm.STEPS);
        assertThat(scores).hasSameSizeAs(continuations);
        for (int c = 0; c < scores.size(); c++) {
            requireEqualToForward(CONTEXT, continuations.get(c), scores.get(c));
        }
    }

    @Test
    void score_equalsForward_whenContextTakesSeveralPiecesAndDepthExceedsTraining() {
        int[] context = ids(100);
        int[] continuation = ids(156);
        var score = ContinuationScoring.score(model, context, List.of(continuation), 7)
                .getFirst();
        assertThat(score.recurrentSteps()).isEqualTo(7);
        assertThat(score.tokens()).isEqualTo(156);
        requireEqualToForward(context, continuation, score);
    }

    @Test
    void score_isTheSame_whenCacheForcesSmallerWaves() {
        var continuations = IntStream.range(1, 12).mapToObj(this::ids).toList();
        List<ContinuationScore> together = ContinuationScoring.score(model, CONTEXT, continuations, 4);
        for (int c = 0; c < continuations.size(); c++) {
            var alone = ContinuationScoring.score(model, CONTEXT, List.of(continuations.get(c)), 4)
                    .getFirst();
            for (int steps = 1; steps <= 4; steps++) {
                double expected = alone.logLikelihood(steps);
                float tolerance = Rounding.tolerance(model.config(), (float) expected);
                assertThat(together.get(c).logLikelihood(steps)).isCloseTo(expected, within((double) tolerance));
            }
        }
    }

    @Test
    void advance_feedsEachTokenOnce_andNoneForFirstTokens() {
        var continuations = List.of(ids(1), ids(3), ids(1));
        int positions = ContinuationScoring.positions(model, CONTEXT, continuations, 4);
        assertThat(positions).isEqualTo(CONTEXT.length + 2);
        try (KvCache cache = model.newCache(4, positions)) {
            var scoring = new ContinuationScoring(model, cache, CONTEXT, continuations);
            assertThatThrownBy(scoring::scores).isInstanceOf(IllegalStateException.class);
            assertThat(scoring.advance()).isTrue();
            assertThat(scoring.fedTokens()).isEqualTo(3);
            assertThat(scoring.advance()).isFalse();
            assertThat(scoring.fedTokens()).isEqualTo(5);
            assertThat(scoring.advance()).isFalse();
            assertThat(scoring.scores()).hasSize(3);
        }
    }

    @Test
    void greedy_isTrue_whenContinuationIsWhatTheModelGenerates() {
        var request = new GenerationRequest(new FixedSteps(4), KvPolicy.FULL_DEPTH, SamplingParams.GREEDY, 6, Set.of());
        int[] answer = new SerialGenerator(model)
                .generate(CONTEXT, request, (token, logits) -> {})
                .ids();
        int[] other = answer.clone();
        other[3] = (other[3] + 1) % ByteTokenizer.VOCABULARY;
        List<ContinuationScore> scores = ContinuationScoring.score(model, CONTEXT, List.of(answer, other), 4);
        assertThat(scores.get(0).greedy(4)).isTrue();
        assertThat(scores.get(1).greedy(4)).isFalse();
        assertThat(scores.get(0).logLikelihood(4)).isGreaterThan(scores.get(1).logLikelihood(4));
    }

    @Test
    void logLikelihood_readsEachTokenWhereItsGatesLeave_whenThresholdIsGiven() {
        var score =
                ContinuationScoring.score(model, CONTEXT, List.of(ids(30)), 4).getFirst();
        assertThat(score.logLikelihood(new CumulativeThreshold(1, 1, 4))).isEqualTo(score.logLikelihood(4));
        assertThat(score.logLikelihood(new CumulativeThreshold(1, 1, 2))).isEqualTo(score.logLikelihood(2));
        var half = new CumulativeThreshold(0.5f, 1, 4);
        int[] steps = score.exitSteps(half);
        assertThat(Arrays.stream(steps).distinct().count()).isGreaterThan(1);
        double sum = IntStream.range(0, 30)
                .mapToDouble(k -> score.logProbabilities()[steps[k] - 1][k])
                .sum();
        assertThat(score.logLikelihood(half)).isEqualTo(sum);
    }

    @Test
    void score_leavesNoTensorBehind() {
        int before = model.manager().getManagedArrays().size();
        ContinuationScoring.score(model, CONTEXT, List.of(ids(9), ids(1)), 4);
        assertThat(model.manager().getManagedArrays()).hasSize(before);
    }

    @Test
    void score_namesTheArgument_whenItDoesNotFit() {
        assertThatThrownBy(() -> score(new int[0], ids(1))).hasMessageContaining("context: 0 tokens");
        assertThatThrownBy(() -> score(CONTEXT)).hasMessageContaining("continuations: 0");
        assertThatThrownBy(() -> score(CONTEXT, ids(2), new int[0])).hasMessageContaining("continuation: 0 tokens");
        assertThatThrownBy(() -> score(CONTEXT, ids(254))).hasMessageContaining("continuation: 254 tokens after 3");
        assertThatThrownBy(() -> score(CONTEXT, new int[] {1, 259})).hasMessageContaining("token: 259");
        assertThatThrownBy(() -> score(new int[] {-1}, ids(1))).hasMessageContaining("token: -1");
        assertThatThrownBy(() -> ContinuationScoring.score(model, CONTEXT, List.of(ids(1)), 0))
                .hasMessageContaining("steps: 0");
    }

    private void score(int[] context, int[]... continuations) {
        ContinuationScoring.score(model, context, List.of(continuations), 4);
    }

    private int[] ids(int length) {
        return new SplittableRandom(length)
                .ints(length, 0, ByteTokenizer.VOCABULARY)
                .toArray();
    }

    /** Log-probabilities from the whole sequence at once, without a cache. */
    private void requireEqualToForward(int[] context, int[] continuation, ContinuationScore score) {
        int[] ids = IntStream.concat(Arrays.stream(context), Arrays.stream(continuation))
                .toArray();
        try (NDManager scope = model.manager().newSubManager()) {
            var shape = new Shape(1, ids.length);
            NDArray tokens = scope.create(Arrays.stream(ids).asLongStream().toArray(), shape);
            NDArray positions = scope.create(LongStream.range(0, ids.length).toArray(), shape);
            AllSteps all = model.forward(scope, tokens, positions, Optional.empty(), score.recurrentSteps());
            float[] logits = model.head(scope, all.hidden()).toFloatArray();
            float[] gates = all.gateLogits().toFloatArray();
            int vocabulary = model.config().vocabSize();
            for (int t = 0; t < score.recurrentSteps(); t++) {
                for (int k = 0; k < continuation.length; k++) {
                    int at = t * ids.length + context.length - 1 + k;
                    float[] row = Arrays.copyOfRange(logits, at * vocabulary, (at + 1) * vocabulary);
                    double tolerance = Rounding.tolerance(model.config(), row);
                    assertThat(score.logProbabilities()[t][k])
                            .isCloseTo(Sampler.logProbability(row, continuation[k]), within(tolerance));
                    assertThat(score.likeliest()[t][k]).isEqualTo(Sampler.argmax(row) == continuation[k]);
                    assertThat(score.gateLogits()[t][k])
                            .isCloseTo(gates[at], within(Rounding.tolerance(model.config(), gates)));
                }
            }
        }
    }
}
