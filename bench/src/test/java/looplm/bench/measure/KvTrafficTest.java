package looplm.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.model.LoopLm;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.ForwardText;
import looplm.model.kernel.MatrixForm;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvTrafficTest {

    private static final LoopLmConfig CONFIG = TinyLoopLm.config();
    private static final int PLANES = TinyLoopLm.STEPS;
    private static final int CAPACITY = 240;
    private static final List<Integer> POSITIONS = List.of(200, 210, 220, 230);

    /** Keys and values of one position, plane and layer. */
    private static final long POSITION_BYTES = 2L * CONFIG.kvHeads() * CONFIG.headDim() * Float.BYTES;

    /** What the text hands to attention. */
    private static final String READ = "past = torch.unsqueeze(torch.narrow(past, 2, 0, n + 1), 1)";

    /** Ways to bring the same positions together first. */
    private static Stream<String> gathers() {
        return Stream.of(
                "past = torch.unsqueeze(torch.index_select(past, 2, torch.arange(n + 1)), 1)",
                "past = torch.unsqueeze(torch.clone(torch.narrow(past, 2, 0, n + 1)), 1)",
                "past = torch.unsqueeze(torch.cat([torch.narrow(past, 2, 0, n), torch.narrow(past, 2, n, 1)], 2), 1)",
                "past = torch.unsqueeze(torch.neg(torch.neg(torch.narrow(past, 2, 0, n + 1))), 1)");
    }

    @Test
    void tick_movesLittleBesideWhatItMustRead() {
        try (LoopLm model = TinyLoopLm.load(1)) {
            List<TickRow> rows = IntStream.range(0, POSITIONS.size())
                    .mapToObj(row -> row(model.newCache(PLANES, CAPACITY), POSITIONS.get(row), row))
                    .toList();
            KvTraffic traffic = KvTraffic.of(CONFIG, CAPACITY, POSITIONS, () -> model.tick(rows, rows.size()));
            rows.forEach(row -> row.cache().close());

            long read = (201 + 211 + 221 + 231) * POSITION_BYTES * CONFIG.layers();
            // A row at depth d reads its own key and value once and writes them into the planes from d on.
            long ahead = (1 + 4 + 1 + 3 + 1 + 2 + 1 + 1) * POSITION_BYTES * CONFIG.layers();
            assertThat(traffic.requiredBytes()).isEqualTo(read);
            assertThat(traffic.movedBytes()).isBetween(read + ahead, read + 3 * ahead);
            assertThat(traffic.ratio()).isBetween(1.0, 1.1);
        }
    }

    @ParameterizedTest
    @MethodSource("gathers")
    void gather_isSeen_andChangesNoResult(String gather) {
        String text = ForwardText.of(MatrixForm.F32_PLAIN);
        Attended view = attend(text);
        Attended gathered = attend(text.replace(READ, gather));

        assertThat(text).containsOnlyOnce(READ);
        assertThat(gathered.values()).isEqualTo(view.values());
        assertThat(view.traffic().ratio()).isBetween(1.0, 1.1);
        assertThat(gathered.traffic().ratio()).isBetween(2.9, 5.2);
    }

    @Test
    void of_namesThePosition_whenItCannotBeToldFromHeads() {
        assertThatThrownBy(() -> KvTraffic.of(CONFIG, 8, List.of(3), () -> {}))
                .hasMessage("position: 3 (expected: 4..7, at least the heads)");
        assertThatThrownBy(() -> KvTraffic.of(CONFIG, 8, List.of(8), () -> {})).hasMessageContaining("position: 8");
    }

    private static TickRow row(KvCache cache, int position, int depth) {
        return new TickRow(cache, 1, depth, position, PLANES, PLANES, 1, 0, 1, false);
    }

    private record Attended(float[] values, KvTraffic traffic) {}

    /** Attention of one layer for rows at depths 0, 1, 2 and 3, by a forward text. */
    private static Attended attend(String text) {
        var config = oneLayer();
        try (NDManager manager = ScriptModule.newManager();
                var module = ScriptModule.ofText(manager, text);
                var arguments = new CallArguments()) {
            int rows = POSITIONS.size();
            long heads = config.kvHeads();
            var caches = new ArrayList<NDArray>();
            var answers = new ArrayList<NDArray>();
            for (int row = 0; row < rows; row++) {
                caches.add(numbers(manager, new Shape(PLANES, 1, 2, heads, CAPACITY, config.headDim())));
                answers.add(manager.zeros(new Shape(1, 2, heads, 0, config.headDim())));
            }
            arguments
                    .add(numbers(manager, new Shape(rows, config.queryHeads(), 1, config.headDim())))
                    .add(numbers(manager, new Shape(rows, heads, 1, config.headDim())))
                    .add(numbers(manager, new Shape(rows, heads, 1, config.headDim())))
                    .add(0)
                    .addList(0, 1, 2, 3)
                    .addList(POSITIONS.stream().mapToLong(Integer::longValue).toArray())
                    .addList(caches)
                    .addList(answers);
            var results = new ArrayList<NDArray>();
            KvTraffic traffic = KvTraffic.of(
                    config, CAPACITY, POSITIONS, () -> results.addAll(module.call(manager, "attend_rows", arguments)));
            return new Attended(results.getFirst().toFloatArray(), traffic);
        }
    }

    private static NDArray numbers(NDManager manager, Shape shape) {
        return manager.arange(Math.toIntExact(shape.size())).mul(0.37f).sin().reshape(shape);
    }

    private static LoopLmConfig oneLayer() {
        return new LoopLmConfig(
                CONFIG.vocabSize(),
                CONFIG.hiddenSize(),
                CONFIG.intermediateSize(),
                1,
                CONFIG.queryHeads(),
                CONFIG.kvHeads(),
                CONFIG.headDim(),
                PLANES,
                CONFIG.contextLength(),
                CONFIG.normEpsilon(),
                CONFIG.ropeTheta(),
                false,
                1,
                CONFIG.exitStep(),
                CONFIG.eosTokenIds(),
                CONFIG.padTokenId(),
                CONFIG.initializerRange());
    }
}
