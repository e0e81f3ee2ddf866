package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import looplm.model.Generation.Finish;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class SerialGeneratorTest {

    private static final int[] PROMPT = {10, 20, 30};

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
    @ValueSource(ints = {1, 2, 4, 7})
    void generate_equalsForwardWithoutCache_whenStepsAreFixed(int steps) {
        Generation answer = generate(PROMPT, new FixedSteps(steps), KvPolicy.LAST_EXITED, 10, Set.of());
        int[] ids = PROMPT;
        for (GeneratedToken token : answer.tokens()) {
            assertThat(token.id()).isEqualTo(withoutCache(ids, steps));
            assertThat(token.exitStep()).isEqualTo(steps);
            ids = IntStream.concat(Arrays.stream(ids), IntStream.of(token.id())).toArray();
        }
        assertThat(answer.meanSteps()).hasValue(steps);
        assertThat(answer.executedSteps()).isEqualTo(9L * steps);
    }

    @Test
    void generate_stops_whenAnEndTokenIsDrawn() {
        int[] free = generate(PROMPT, new FixedSteps(4), KvPolicy.LAST_EXITED, 10, Set.of())
                .ids();
        Generation answer = generate(PROMPT, new FixedSteps(4), KvPolicy.LAST_EXITED, 10, Set.of(free[3], 400));
        int first = (int) IntStream.of(free).takeWhile(id -> id != free[3]).count();
        assertThat(answer.ids()).isEqualTo(Arrays.copyOf(free, first + 1));
        assertThat(answer.finish()).isEqualTo(Finish.END_TOKEN);
    }

    @Test
    void generate_stops_whenContextIsFull() {
        var prompt = new int[TinyLoopLm.CONTEXT - 3];
        Generation answer = generate(prompt, new FixedSteps(1), KvPolicy.LAST_EXITED, 10, Set.of());
        assertThat(answer.ids()).hasSize(3);
        assertThat(answer.finish()).isEqualTo(Finish.CONTEXT);
        assertThat(generate(prompt, new FixedSteps(1), KvPolicy.LAST_EXITED, 3, Set.of())
                        .finish())
                .isEqualTo(Finish.MAX_TOKENS);
        assertThat(generate(prompt, new FixedSteps(1), KvPolicy.LAST_EXITED, Integer.MAX_VALUE, Set.of())
                        .ids())
                .hasSize(3);
    }

    @Test
    void generate_readsFirstTokenAtItsStep_whenItIsTheOnlyOne() {
        for (int steps = 1; steps <= 4; steps++) {
            Generation answer = generate(PROMPT, new FixedSteps(steps), KvPolicy.LAST_EXITED, 1, Set.of());
            assertThat(answer.tokens())
                    .singleElement()
                    .satisfies(token -> assertThat(token.executedSteps()).isZero());
            assertThat(answer.ids()).containsExactly(withoutCache(PROMPT, steps));
            assertThat(answer.meanSteps()).isEmpty();
        }
    }

    @Test
    void generate_runsAllSteps_whenPolicyIsFullDepth() {
        var exit = new CumulativeThreshold(0.3f, 1, 4);
        Generation answer = generate(PROMPT, exit, KvPolicy.FULL_DEPTH, 10, Set.of());
        assertThat(answer.tokens().stream().skip(1).map(GeneratedToken::executedSteps))
                .containsOnly(4);
        assertThat(answer.tokens().stream().map(GeneratedToken::exitStep)).anyMatch(step -> step < 4);
    }

    @Test
    void generate_sharesExitStepAcrossPlanes_whenPolicyIsFinalShared() {
        var exit = new CumulativeThreshold(0.5f, 1, 4);
        try (KvCache cache = model.newCache(4, 32)) {
            var request = new GenerationRequest(exit, KvPolicy.FINAL_SHARED, SamplingParams.GREEDY, 8, Set.of());
            new SerialGenerator(model).generate(cache, PROMPT, request, (token, logits) -> {});
            int length = PROMPT.length + 7;
            int headDim = model.config().headDim();
            float[] first = cache.keys(new KvSlot(0, 1), length);
            for (int plane = 1; plane < 4; plane++) {
                float[] keys = cache.keys(new KvSlot(plane, 1), length);
                int generated = PROMPT.length * headDim;
                assertThat(Arrays.copyOfRange(keys, generated, length * headDim))
                        .isEqualTo(Arrays.copyOfRange(first, generated, length * headDim));
                assertThat(Arrays.copyOf(keys, generated)).isNotEqualTo(Arrays.copyOf(first, generated));
            }
        }
    }

    @Test
    void generate_isRepeatable_whenSeedIsTheSame() {
        assertThat(sampled(1)).isEqualTo(sampled(1)).isNotEqualTo(sampled(2));
    }

    @Test
    void generate_freesItsCache_whenListenerStopsIt() {
        int before = model.manager().getManagedArrays().size();
        var request =
                new GenerationRequest(new FixedSteps(4), KvPolicy.LAST_EXITED, SamplingParams.GREEDY, 10, Set.of());
        assertThatThrownBy(() -> new SerialGenerator(model).generate(PROMPT, request, (token, logits) -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(model.manager().getManagedArrays()).hasSize(before);
    }

    @Test
    void generate_namesTheArgument_whenItDoesNotFit() {
        var exit = new FixedSteps(4);
        assertThatThrownBy(() -> generate(new int[0], exit, KvPolicy.LAST_EXITED, 1, Set.of()))
                .hasMessageContaining("prompt: 0 tokens");
        assertThatThrownBy(() -> generate(new int[TinyLoopLm.CONTEXT], exit, KvPolicy.LAST_EXITED, 1, Set.of()))
                .hasMessageContaining("prompt: 256 tokens");
        assertThatThrownBy(() -> generate(new int[] {259}, exit, KvPolicy.LAST_EXITED, 1, Set.of()))
                .hasMessageContaining("token: 259");
        assertThatThrownBy(() -> generate(PROMPT, exit, KvPolicy.LAST_EXITED, 0, Set.of()))
                .hasMessageContaining("max_tokens: 0");
    }

    private int[] sampled(long seed) {
        var request = new GenerationRequest(
                new FixedSteps(4), KvPolicy.LAST_EXITED, new SamplingParams(1, 0.9, 50, seed), 20, Set.of());
        return new SerialGenerator(model)
                .generate(PROMPT, request, (token, logits) -> {})
                .ids();
    }

    private Generation generate(int[] prompt, ExitPolicy exit, KvPolicy kv, int maxTokens, Set<Integer> end) {
        var request = new GenerationRequest(exit, kv, SamplingParams.GREEDY, maxTokens, end);
        return new SerialGenerator(model).generate(prompt, request, (token, logits) -> {});
    }

    /** The likeliest next token, computed from scratch over all positions. */
    private int withoutCache(int[] ids, int steps) {
        try (NDManager scope = model.manager().newSubManager()) {
            var shape = new Shape(1, ids.length);
            NDArray tokens = scope.create(Arrays.stream(ids).asLongStream().toArray(), shape);
            NDArray positions = scope.create(LongStream.range(0, ids.length).toArray(), shape);
            AllSteps all = model.forward(scope, tokens, positions, Optional.empty(), steps);
            float[] hidden = all.hidden().toFloatArray();
            int width = model.config().hiddenSize();
            return Sampler.argmax(model.logits(Arrays.copyOfRange(hidden, hidden.length - width, hidden.length)));
        }
    }
}
