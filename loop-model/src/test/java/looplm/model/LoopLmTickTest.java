package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitDistribution;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.script.TensorMemory;
import looplm.model.testing.Rounding;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The tick against the serial oracle, against itself in another batch, and against its own promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class LoopLmTickTest {

    private static final int TOKENS = 20;
    private static final int POSITIONS = 64;

    private final List<int[]> prompts = List.of(
            new int[] {1, 2, 3, 4, 5}, new int[] {7}, new int[] {200, 100, 50}, new int[] {9, 9, 9, 9, 9, 9, 9, 9, 1});
    private final List<Float> thresholds = List.of(0.5f, 0.8f, 1f, 0.3f);

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
    void tick_equalsOracle_whenRowsAreAtMixedDepths() {
        List<List<Emitted>> answers = run(4, 4, 0);
        var depthsSeen = new TreeSet<Integer>();
        for (int row = 0; row < prompts.size(); row++) {
            var expected = oracle(row);
            for (int g = 0; g < TOKENS; g++) {
                Emitted own = answers.get(row).get(g);
                assertThat(own.id())
                        .as("row %d token %d", row, g)
                        .isEqualTo(expected.tokens().get(g).id());
                assertThat(own.exitStep()).isEqualTo(expected.tokens().get(g).exitStep());
                assertThat(own.cdf()).isCloseTo(last(expected.tokens().get(g).exitCdf()), within(1e-6f));
                close(own.logits(), expected.logits().get(g));
                depthsSeen.add(own.exitStep());
            }
        }
        assertThat(depthsSeen).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void tick_isBitEqual_whenNeighboursAndPlaceChange() {
        List<List<Emitted>> together = run(4, 8, 0);
        for (int row = 0; row < prompts.size(); row++) {
            List<Emitted> alone = runAlone(row, 8);
            for (int g = 0; g < TOKENS; g++) {
                assertThat(alone.get(g).logits())
                        .isEqualTo(together.get(row).get(g).logits());
                assertThat(alone.get(g).cdf())
                        .isEqualTo(together.get(row).get(g).cdf());
            }
        }
        List<List<Emitted>> turned = run(4, 8, 3);
        for (int row = 0; row < prompts.size(); row++) {
            for (int g = 0; g < TOKENS; g++) {
                assertThat(turned.get(row).get(g).logits())
                        .isEqualTo(together.get(row).get(g).logits());
            }
        }
    }

    /** What a GPU runs, on the CPU. */
    @Test
    void tick_isTheSame_whenAttentionIsOneCallForAllRows() {
        try (KvCache one = zeroed(40);
                KvCache two = zeroed(POSITIONS);
                KvCache sameOne = zeroed(40);
                KvCache sameTwo = zeroed(POSITIONS)) {
            for (KvCache cache : List.of(one, sameOne)) {
                model.prefill(cache, prompts.get(3), 0);
            }
            for (KvCache cache : List.of(two, sameTwo)) {
                model.prefill(cache, new Random(9).ints(45, 0, 256).toArray(), 0);
            }
            List<TickRow> apart = List.of(TickRow.start(one, 3, 9, 1, 4, 1), TickRow.start(two, 4, 45, 1, 4, 1));
            List<TickRow> together =
                    List.of(TickRow.start(sameOne, 3, 9, 1, 4, 1), TickRow.start(sameTwo, 4, 45, 1, 4, 1));
            for (int step = 0; step < TinyLoopLm.STEPS; step++) {
                List<RowResult> expected = model.tick(apart, 4, false);
                List<RowResult> actual = model.tick(together, 4, true);
                close(sameOne.state().toFloatArray(), one.state().toFloatArray());
                close(sameTwo.state().toFloatArray(), two.state().toFloatArray());
                if (step + 1 < TinyLoopLm.STEPS) {
                    apart = List.of(
                            apart.get(0).after(expected.get(0)), apart.get(1).after(expected.get(1)));
                    together = List.of(
                            together.get(0).after(actual.get(0)),
                            together.get(1).after(actual.get(1)));
                } else {
                    close(actual.get(0).logits(), expected.get(0).logits());
                    close(actual.get(1).logits(), expected.get(1).logits());
                }
            }
            for (int plane = 0; plane < TinyLoopLm.STEPS; plane++) {
                var slot = new KvSlot(plane, 1);
                close(sameTwo.keys(slot, 46), two.keys(slot, 46));
                close(sameOne.values(slot, 10), one.values(slot, 10));
            }
        }
    }

    private KvCache zeroed(int positions) {
        KvCache cache = model.newCache(TinyLoopLm.STEPS, positions);
        TensorMemory.of(cache.tensor()).fill((byte) 0);
        return cache;
    }

    @Test
    void tick_leavesExitStepInDeeperPlanes_whenARowLeavesEarly() {
        try (KvCache written = model.newCache(TinyLoopLm.STEPS, POSITIONS);
                KvCache copied = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            int[] prompt = prompts.getFirst();
            List<Emitted> answer = runRow(written, 0, 4);
            var request = request(policy(0), KvPolicy.LAST_EXITED);
            Generation oracle = new SerialGenerator(model).generate(copied, prompt, request, (token, logits) -> {});
            int length = prompt.length + TOKENS - 1;
            for (int layer = 0; layer < model.config().layers(); layer++) {
                for (int plane = 0; plane < TinyLoopLm.STEPS; plane++) {
                    var slot = new KvSlot(plane, layer);
                    close(written.keys(slot, length), copied.keys(slot, length));
                    close(written.values(slot, length), copied.values(slot, length));
                }
                for (int g = 1; g < TOKENS - 1; g++) {
                    int exit = answer.get(g).exitStep();
                    int position = prompt.length + g - 1;
                    for (int plane = exit; plane < TinyLoopLm.STEPS; plane++) {
                        assertThat(key(written, plane, layer, position, length))
                                .isEqualTo(key(written, exit - 1, layer, position, length));
                    }
                }
            }
            assertThat(oracle.tokens().stream().map(GeneratedToken::exitStep))
                    .containsExactlyElementsOf(
                            answer.stream().map(Emitted::exitStep).toList());
        }
    }

    @Test
    void tick_returnsNoLogits_whenNobodyLeaves() {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            model.prefill(cache, new int[] {1, 2}, 0);
            TickRow row = TickRow.start(cache, 3, 2, 2, 4, 1e-6f);
            RowResult first = model.tick(List.of(row), 1).getFirst();
            assertThat(first).isInstanceOf(RowResult.Running.class);
            assertThat(model.tick(List.of(row.after(first)), 1).getFirst()).isInstanceOf(RowResult.Exited.class);
        }
    }

    @Test
    void tick_neverLeavesEarly_whenThresholdIsOne() {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            model.prefill(cache, new int[] {1, 2}, 0);
            var certain = new TickRow(cache, 3, 0, 2, 1, 4, 1, 1, 0, false);
            assertThat(model.tick(List.of(certain), 1).getFirst()).isInstanceOf(RowResult.Running.class);
        }
    }

    @Test
    void prefill_equalsForward_whenCutInChunks() {
        int[] ids = new Random(4).ints(23, 0, 256).toArray();
        float[][] whole = prefill(ids, ids.length);
        for (int chunk : new int[] {1, 4, 16, 22}) {
            float[][] cut = prefill(ids, chunk);
            for (int step = 0; step < TinyLoopLm.STEPS; step++) {
                close(cut[step], whole[step]);
            }
        }
    }

    @Test
    void decode_equalsPrefill_whenNothingLeavesEarly() {
        int[] ids = new Random(5).ints(12, 0, 256).toArray();
        float[][] whole = prefill(ids, ids.length);
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            model.prefill(cache, Arrays.copyOf(ids, 1), 0);
            for (int position = 1; position < ids.length; position++) {
                TickRow row = TickRow.start(cache, ids[position], position, 4, 4, 1);
                for (int step = 0; step < TinyLoopLm.STEPS; step++) {
                    RowResult result = model.tick(List.of(row), 2).getFirst();
                    if (position == ids.length - 1) {
                        close(cache.state().toFloatArray(), whole[step]);
                    }
                    if (result instanceof RowResult.Running) {
                        row = row.after(result);
                    }
                }
            }
        }
    }

    @Test
    void calls_nameTheArgument_whenItIsOutOfRange() {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, 8)) {
            TickRow row = TickRow.start(cache, 3, 2, 1, 4, 1);
            assertThatThrownBy(() -> model.tick(List.of(), 1)).hasMessageContaining("bucket");
            assertThatThrownBy(() -> model.tick(List.of(row), 0)).hasMessageContaining("bucket");
            assertThatThrownBy(() -> model.tick(List.of(row, row), 2)).hasMessageContaining("one cache");
            assertThatThrownBy(() -> model.tick(List.of(TickRow.start(cache, 259, 2, 1, 4, 1)), 1))
                    .hasMessageContaining("token: 259");
            assertThatThrownBy(() -> TickRow.start(cache, 3, 8, 1, 4, 1)).hasMessageContaining("position: 8");
            assertThatThrownBy(() -> TickRow.start(cache, 3, 2, 1, 5, 1)).hasMessageContaining("steps: 1..5");
            assertThatThrownBy(() -> TickRow.start(cache, 3, 2, 0, 4, 1)).hasMessageContaining("steps: 0..4");
            assertThatThrownBy(() -> TickRow.start(cache, 3, 2, 1, 4, 0)).hasMessageContaining("exitThreshold");
            assertThatThrownBy(() -> model.prefill(cache, new int[0], 0)).hasMessageContaining("chunk: 0");
            assertThatThrownBy(() -> model.prefill(cache, new int[9], 0)).hasMessageContaining("chunk: 9");
            assertThatThrownBy(() -> model.prefill(cache, new int[] {-1}, 0)).hasMessageContaining("token: -1");
        }
        assertThatThrownBy(() -> model.newCache(4, TinyLoopLm.CONTEXT + 1)).hasMessageContaining("positions");
        assertThatThrownBy(() -> model.newCache(0, 1)).hasMessageContaining("planes");
    }

    @Test
    void manager_keepsItsArrays_whenServingGoesOn() {
        run(4, 4, 0);
        int before = model.manager().getManagedArrays().size();
        run(4, 4, 0);
        prefill(new int[] {1, 2, 3}, 2);
        oracle(0);
        assertThat(model.manager().getManagedArrays()).hasSize(before);
    }

    /** What one row said at a token. */
    private record Emitted(int id, int exitStep, float cdf, float[] logits) {}

    private record Oracle(List<GeneratedToken> tokens, List<float[]> logits) {}

    private Oracle oracle(int row) {
        var logits = new ArrayList<float[]>();
        Generation answer = new SerialGenerator(model)
                .generate(prompts.get(row), request(policy(row), KvPolicy.LAST_EXITED), (token, l) -> logits.add(l));
        return new Oracle(answer.tokens(), logits);
    }

    private static GenerationRequest request(ExitPolicy policy, KvPolicy kv) {
        return new GenerationRequest(policy, kv, SamplingParams.GREEDY, TOKENS, Set.of());
    }

    private CumulativeThreshold policy(int row) {
        return new CumulativeThreshold(thresholds.get(row), 1 + row % 2, TinyLoopLm.STEPS);
    }

    /** All rows together; every row starts its next token in the tick after it left. */
    private List<List<Emitted>> run(int rows, int bucket, int rotation) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < rows; i++) {
            order.add((i + rotation) % rows);
        }
        var caches = new ArrayList<KvCache>();
        var sequences = new ArrayList<Row>();
        for (int row : order) {
            caches.add(model.newCache(TinyLoopLm.STEPS, POSITIONS));
            sequences.add(new Row(row, caches.getLast()));
        }
        while (sequences.stream().anyMatch(row -> !row.done())) {
            List<Row> live = sequences.stream().filter(row -> !row.done()).toList();
            List<RowResult> results =
                    model.tick(live.stream().map(row -> row.next).toList(), bucket);
            for (int i = 0; i < live.size(); i++) {
                live.get(i).accept(results.get(i));
            }
        }
        caches.forEach(KvCache::close);
        var byRow = new ArrayList<List<Emitted>>(Collections.nCopies(rows, List.of()));
        sequences.forEach(row -> byRow.set(row.index, row.emitted));
        return byRow;
    }

    private List<Emitted> runAlone(int index, int bucket) {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            return runRow(cache, index, bucket);
        }
    }

    private List<Emitted> runRow(KvCache cache, int index, int bucket) {
        var row = new Row(index, cache);
        while (!row.done()) {
            row.accept(model.tick(List.of(row.next), bucket).getFirst());
        }
        return row.emitted;
    }

    /** One sequence in flight, greedy. */
    private final class Row {

        private final int index;
        private final KvCache cache;
        private final List<Emitted> emitted = new ArrayList<>();
        private int position;
        private TickRow next;

        Row(int index, KvCache cache) {
            this.index = index;
            this.cache = cache;
            int[] prompt = prompts.get(index);
            PrefillResult result = model.prefill(cache, prompt, 0);
            int exit =
                    policy(index).select(model.embed(prompt[prompt.length - 1]), result.states(), result.gateLogits());
            float cdf = 1;
            if (exit < TinyLoopLm.STEPS) {
                cdf = ExitDistribution.of(result.gateLogits()).cumulative()[exit - 1];
            }
            position = prompt.length;
            next = emit(exit, cdf, model.logits(result.states()[exit - 1]));
        }

        boolean done() {
            return emitted.size() == TOKENS;
        }

        void accept(RowResult result) {
            switch (result) {
                case RowResult.Running running -> next = next.after(running);
                case RowResult.Exited exited -> {
                    position++;
                    next = emit(next.depth() + 1, exited.cdf(), exited.logits());
                }
            }
        }

        private TickRow emit(int exit, float cdf, float[] logits) {
            int id = Sampler.argmax(logits);
            emitted.add(new Emitted(id, exit, cdf, logits));
            CumulativeThreshold policy = policy(index);
            return TickRow.start(cache, id, position, policy.minSteps(), policy.maxSteps(), policy.threshold());
        }
    }

    private float[][] prefill(int[] ids, int chunk) {
        try (KvCache cache = model.newCache(TinyLoopLm.STEPS, POSITIONS)) {
            float[][] states = {};
            for (int start = 0; start < ids.length; start += chunk) {
                int end = Math.min(start + chunk, ids.length);
                states = model.prefill(cache, Arrays.copyOfRange(ids, start, end), start)
                        .states();
            }
            return states;
        }
    }

    private float[] key(KvCache cache, int plane, int layer, int position, int length) {
        int headDim = model.config().headDim();
        float[] keys = cache.keys(new KvSlot(plane, layer), length);
        return Arrays.copyOfRange(keys, position * headDim, (position + 1) * headDim);
    }

    private static float last(float[] values) {
        return values[values.length - 1];
    }

    private void close(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        float tolerance = Rounding.tolerance(model.config(), expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
