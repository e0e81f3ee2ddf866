package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitDistribution;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.model.text.ChatTemplate;
import looplm.model.text.ChatTurn;
import looplm.model.text.StreamingDecoder;
import looplm.model.text.Tokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The model against the reference implementation: every case that golden/manifest.json lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTest {

    private static final float TOLERANCE = 1e-4f;
    private static final float CDF_TOLERANCE = 1e-5f;
    private static final double RELATIVE_TOLERANCE = 1e-5;

    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final Set<String> passed = new LinkedHashSet<>();

    @FunctionalInterface
    private interface Check {
        void run(GoldenCase golden);
    }

    GoldenTest() {
        checks.put("rope", this::rope);
        checks.put("prefill", golden -> allSteps(golden, "prefill"));
        checks.put("padded", golden -> allSteps(golden, "padded"));
        checks.put("exit", this::exit);
        checks.put("kv", this::keysAndValues);
        checks.put("decode", golden -> decode(golden, "decode", steps -> new FixedSteps(steps), KvPolicy.LAST_EXITED));
        checks.put(
                "decode_q0.5_full_depth_kv",
                golden -> decode(
                        golden,
                        "decode_q0.5_full_depth_kv",
                        steps -> new CumulativeThreshold(0.5f, 1, steps),
                        KvPolicy.FULL_DEPTH));
        lastExited("last_exited_q0.5_min1", 0.5f, 1);
        lastExited("last_exited_q0.3_min2", 0.3f, 2);
        lastExited("last_exited_q0.9_min1", 0.9f, 1);
        checks.put("loglik", this::logLikelihood);
        checks.put("tokenizer", this::tokenizer);
        checks.put("chat", this::chat);
    }

    static List<Arguments> manifest() {
        var cases = new ArrayList<Arguments>();
        GoldenCase.json(GoldenCase.root().resolve("manifest.json"))
                .properties()
                .forEach(entry -> entry.getValue()
                        .values()
                        .forEach(check -> cases.add(Arguments.of(entry.getKey(), check.stringValue()))));
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("manifest")
    void model_equalsReference_whenRunOnGoldenCase(String name, String check) {
        try (GoldenCase golden = GoldenCase.open(name)) {
            Optional.ofNullable(checks.get(check)).orElseThrow().run(golden);
        }
        passed.add(name + " " + check);
    }

    @AfterAll
    void everyCaseOfTheManifestRan() {
        assertThat(passed)
                .containsExactlyInAnyOrderElementsOf(manifest().stream()
                        .map(Arguments::get)
                        .map(parts -> parts[0] + " " + parts[1])
                        .toList());
        assertThat(passed).hasSizeGreaterThanOrEqualTo(3 * checks.size());
    }

    private void rope(GoldenCase golden) {
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            RotaryTables tables = RotaryTables.of(model.config(), model.manager());
            close(head(tables.cos(), golden.floats("rope.cos")), golden.floats("rope.cos"), 1e-6f);
            close(head(tables.sin(), golden.floats("rope.sin")), golden.floats("rope.sin"), 1e-6f);
        }
    }

    private static float[] head(NDArray table, float[] expected) {
        return Arrays.copyOf(table.toFloatArray(), expected.length);
    }

    /** Hidden states, gate logits and logits of every step and position, padded on the left or not. */
    private void allSteps(GoldenCase golden, String group) {
        boolean padded = group.equals("padded");
        int[] shape = golden.shape(group + ".input_ids");
        int[] mask = padded ? golden.ints("padded.attention_mask") : ones(shape[0] * shape[1]);
        try (LoopLm model = LoopLm.load(golden.checkpoint());
                NDManager scope = model.manager().newSubManager()) {
            NDArray ids = longs(scope, golden.ints(group + ".input_ids"), shape);
            NDArray positions = padded
                    ? longs(scope, golden.ints("padded.position_ids"), shape)
                    : longs(scope, counting(shape), shape);
            Optional<NDArray> real = padded ? Optional.of(longs(scope, mask, shape)) : Optional.empty();
            int t = model.config().recurrentSteps();
            AllSteps steps = model.forward(scope, ids, positions, real, t);
            closeWhereReal(steps.hidden().toFloatArray(), golden.floats(group + ".hidden"), mask, t);
            closeWhereReal(steps.gateLogits().toFloatArray(), golden.floats(group + ".gate_logits"), mask, t);
            float[] logits = model.head(scope, steps.hidden()).toFloatArray();
            closeWhereReal(logits, golden.floats(group + ".logits"), mask, t);
        }
    }

    /** Exit arithmetic in Java on the reference's gate logits. */
    private void exit(GoldenCase golden) {
        for (String group : List.of("prefill", "padded")) {
            int[] shape = golden.shape(group + ".gate_logits");
            int steps = shape[0];
            int positions = shape[1] * shape[2];
            float[] gates = golden.floats(group + ".gate_logits");
            int[] mask = group.equals("padded") ? golden.ints("padded.attention_mask") : ones(positions);
            for (int n = 0; n < positions; n++) {
                if (mask[n] == 1) {
                    exitOfPosition(golden, group, column(gates, n, steps, positions), n, positions);
                }
            }
        }
    }

    private void exitOfPosition(GoldenCase golden, String group, float[] gates, int n, int positions) {
        int steps = gates.length;
        ExitDistribution exit = ExitDistribution.of(gates);
        close(exit.probabilities(), slice(golden.floats(group + ".exit_pdf"), n, steps), CDF_TOLERANCE);
        close(exit.cumulative(), slice(golden.floats(group + ".exit_cdf"), n, steps), CDF_TOLERANCE);
        assertThat(exit.expectedDepth())
                .isCloseTo(golden.floats(group + ".expected_depth")[n], within(CDF_TOLERANCE * steps));
        JsonNode thresholds = golden.json("expected.json").path("thresholds");
        for (int q = 0; q < thresholds.size(); q++) {
            var policy = new CumulativeThreshold((float) thresholds.get(q).doubleValue(), 1, steps);
            assertThat(policy.select(new float[1], new float[steps][1], gates))
                    .isEqualTo(golden.ints(group + ".exit_step")[q * positions + n] + 1);
        }
    }

    /** The cache after prefill, in one piece and in chunks. */
    private void keysAndValues(GoldenCase golden) {
        int[] shape = golden.shape("prefill.kv.key"); // [T, L, B, K, N, D]
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            for (int b = 0; b < shape[2]; b++) {
                int[] ids = golden.ints("prefill.input_ids", b);
                for (int chunk : new int[] {ids.length, 5, 1}) {
                    try (KvCache cache = model.newCache(shape[0], ids.length + 3)) {
                        for (int start = 0; start < ids.length; start += chunk) {
                            int end = Math.min(start + chunk, ids.length);
                            model.prefill(cache, Arrays.copyOfRange(ids, start, end), start);
                        }
                        requireKeysAndValues(golden, cache, shape, b);
                    }
                }
            }
        }
    }

    private static void requireKeysAndValues(GoldenCase golden, KvCache cache, int[] shape, int b) {
        int block = shape[3] * shape[4] * shape[5];
        for (int t = 0; t < shape[0]; t++) {
            for (int l = 0; l < shape[1]; l++) {
                int at = (t * shape[1] + l) * shape[2] + b;
                var slot = new KvSlot(t, l);
                close(cache.keys(slot, shape[4]), slice(golden.floats("prefill.kv.key"), at, block), TOLERANCE);
                close(cache.values(slot, shape[4]), slice(golden.floats("prefill.kv.value"), at, block), TOLERANCE);
            }
        }
    }

    private void lastExited(String prefix, float threshold, int minSteps) {
        checks.put(
                prefix,
                golden -> decode(
                        golden,
                        prefix,
                        steps -> new CumulativeThreshold(threshold, minSteps, steps),
                        KvPolicy.LAST_EXITED));
    }

    @FunctionalInterface
    private interface PolicyOfSteps {
        ExitPolicy of(int recurrentSteps);
    }

    /** Tokens, logits, exit steps and distributions, and the cache of the first prompt at the end. */
    private void decode(GoldenCase golden, String prefix, PolicyOfSteps policy, KvPolicy kv) {
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            int steps = model.config().recurrentSteps();
            int[] shape = golden.shape(prefix + ".logits"); // [P, G, V]
            var request = new GenerationRequest(policy.of(steps), kv, SamplingParams.GREEDY, shape[1], Set.of());
            for (int p = 0; p < shape[0]; p++) {
                int[] prompt = golden.ints("decode.prompt_" + p);
                float[] expectedLogits = golden.floats(prefix + ".logits", p);
                try (KvCache cache = model.newCache(steps, prompt.length + shape[1])) {
                    var count = new int[1];
                    Generation answer = new SerialGenerator(model)
                            .generate(
                                    cache,
                                    prompt,
                                    request,
                                    (token, logits) ->
                                            close(logits, slice(expectedLogits, count[0]++, shape[2]), TOLERANCE));
                    assertThat(answer.ids()).isEqualTo(golden.ints(prefix + ".tokens", p));
                    assertThat(answer.finish()).isEqualTo(Generation.Finish.MAX_TOKENS);
                    requireExits(golden, prefix, p, answer, steps);
                    if (p == 0 && !prefix.endsWith("full_depth_kv")) {
                        requirePlanes(golden, prefix, cache);
                    }
                }
            }
        }
    }

    private static void requireExits(GoldenCase golden, String prefix, int p, Generation answer, int steps) {
        int[] exits =
                answer.tokens().stream().mapToInt(GeneratedToken::exitStep).toArray();
        switch (prefix) {
            case "decode" -> assertThat(exits).containsOnly(steps);
            case "decode_q0.5_full_depth_kv" ->
                assertThat(exits)
                        .isEqualTo(Arrays.stream(golden.ints(prefix + ".exit_step", p))
                                .map(step -> step + 1)
                                .toArray());
            default -> {
                assertThat(exits).isEqualTo(golden.ints(prefix + ".exit_depth", p));
                float[] expected = golden.floats(prefix + ".exit_cdf", p);
                for (int g = 0; g < exits.length; g++) {
                    float[] own = answer.tokens().get(g).exitCdf();
                    close(own, Arrays.copyOfRange(expected, g * steps, g * steps + own.length), CDF_TOLERANCE);
                }
                assertThat(answer.executedSteps())
                        .isEqualTo(Arrays.stream(exits).skip(1).sum());
            }
        }
    }

    private static void requirePlanes(GoldenCase golden, String prefix, KvCache cache) {
        int[] shape = golden.shape(prefix + ".kv_0.key"); // [T, L, K, N, D]
        int block = shape[2] * shape[3] * shape[4];
        for (int t = 0; t < shape[0]; t++) {
            for (int l = 0; l < shape[1]; l++) {
                var slot = new KvSlot(t, l);
                int at = t * shape[1] + l;
                close(cache.keys(slot, shape[3]), slice(golden.floats(prefix + ".kv_0.key"), at, block), TOLERANCE);
                close(cache.values(slot, shape[3]), slice(golden.floats(prefix + ".kv_0.value"), at, block), TOLERANCE);
            }
        }
    }

    /** Log-likelihood of a continuation at every step, from one pass. */
    private void logLikelihood(GoldenCase golden) {
        JsonNode pairs = golden.json("expected.json").path("scalars").path("loglik.pairs");
        try (LoopLm model = LoopLm.load(golden.checkpoint());
                Tokenizer tokenizer = Tokenizer.load(golden.checkpoint());
                NDManager scope = model.manager().newSubManager()) {
            for (int i = 0; i < pairs.size(); i++) {
                int[] context = tokenizer.encode(pairs.get(i).path("context").stringValue());
                int[] continuation =
                        tokenizer.encode(pairs.get(i).path("continuation").stringValue());
                assertThat(context).isEqualTo(golden.ints("loglik." + i + ".context_ids"));
                assertThat(continuation).isEqualTo(golden.ints("loglik." + i + ".continuation_ids"));
                logLikelihood(golden, model, scope, "loglik." + i, context, continuation);
            }
        }
    }

    private static void logLikelihood(
            GoldenCase golden, LoopLm model, NDManager scope, String name, int[] context, int[] continuation) {
        int[] ids =
                Stream.of(context, continuation).flatMapToInt(Arrays::stream).toArray();
        int[] shape = {1, ids.length};
        int steps = model.config().recurrentSteps();
        AllSteps states = model.forward(
                scope, longs(scope, ids, shape), longs(scope, counting(shape), shape), Optional.empty(), steps);
        float[] logits = model.head(scope, states.hidden()).toFloatArray();
        int vocab = model.config().vocabSize();
        for (int t = 0; t < steps; t++) {
            double sum = 0;
            boolean greedy = true;
            for (int k = 0; k < continuation.length; k++) {
                float[] row = slice(logits, t * ids.length + context.length - 1 + k, vocab);
                double logProbability = Sampler.logProbability(row, continuation[k]);
                assertThat((float) logProbability)
                        .isCloseTo(golden.floats(name + ".token_logprob", t)[k], within(TOLERANCE));
                sum += logProbability;
                greedy &= Sampler.argmax(row) == continuation[k];
            }
            double expected = golden.floats(name + ".sum_logprob")[t];
            assertThat(sum).isCloseTo(expected, within(RELATIVE_TOLERANCE * Math.abs(expected)));
            assertThat(greedy ? 1 : 0).isEqualTo(golden.ints(name + ".greedy_match")[t]);
        }
    }

    private void tokenizer(GoldenCase golden) {
        JsonNode expected = golden.json("tokenizer_expected.json");
        try (Tokenizer tokenizer = Tokenizer.load(golden.checkpoint())) {
            assertThat(expected.path("encode").size()).isEqualTo(38);
            for (JsonNode text : expected.path("encode").values()) {
                int[] ids = ints(text.path("ids"));
                assertThat(tokenizer.encode(text.path("text").stringValue())).isEqualTo(ids);
                requireDecoded(tokenizer, ids, text);
            }
            assertThat(expected.path("decode").size()).isEqualTo(10);
            expected.path("decode").values().forEach(list -> requireDecoded(tokenizer, ints(list.path("ids")), list));
        }
    }

    private static void requireDecoded(Tokenizer tokenizer, int[] ids, JsonNode expected) {
        assertThat(tokenizer.decode(ids)).isEqualTo(expected.path("decoded").stringValue());
        String visible = expected.path("decoded_skip_special").stringValue();
        assertThat(tokenizer.decodeVisible(ids)).isEqualTo(visible);
        StreamingDecoder decoder = tokenizer.streamingDecoder();
        var streamed = new StringBuilder();
        for (int id : ids) {
            streamed.append(decoder.push(id));
        }
        assertThat(streamed.append(decoder.finish()).toString()).isEqualTo(visible);
    }

    private void chat(GoldenCase golden) {
        ChatTemplate template = ChatTemplate.load(golden.checkpoint());
        try (Tokenizer tokenizer = Tokenizer.load(golden.checkpoint())) {
            JsonNode conversations = golden.json("tokenizer_expected.json").path("chat");
            assertThat(conversations.size()).isEqualTo(4);
            for (JsonNode chat : conversations.values()) {
                List<ChatTurn> turns = chat.path("messages").values().stream()
                        .map(turn -> new ChatTurn(
                                turn.path("role").stringValue(),
                                turn.path("content").stringValue()))
                        .toList();
                boolean prompt = chat.path("add_generation_prompt").booleanValue();
                String rendered = chat.path("rendered").stringValue();
                assertThat(template.render(turns, prompt)).isEqualTo(rendered);
                assertThat(ChatTemplate.chatMl().render(turns, prompt)).isEqualTo(rendered);
                assertThat(tokenizer.encode(rendered)).isEqualTo(ints(chat.path("ids")));
            }
        }
    }

    private static int[] ints(JsonNode list) {
        return list.values().stream().mapToInt(JsonNode::intValue).toArray();
    }

    private static int[] ones(int length) {
        var ones = new int[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** 0 .. N-1 in each of B rows. */
    private static int[] counting(int[] shape) {
        var positions = new int[shape[0] * shape[1]];
        Arrays.setAll(positions, i -> i % shape[1]);
        return positions;
    }

    private static NDArray longs(NDManager scope, int[] values, int[] shape) {
        return scope.create(Arrays.stream(values).asLongStream().toArray(), new Shape(shape[0], shape[1]));
    }

    private static float[] slice(float[] values, int index, int width) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }

    private static float[] column(float[] values, int index, int rows, int columns) {
        var column = new float[rows];
        for (int row = 0; row < rows; row++) {
            column[row] = values[row * columns + index];
        }
        return column;
    }

    /** Compares [T, B, N, ...] at the positions of the mask [B, N]. */
    private static void closeWhereReal(float[] actual, float[] expected, int[] mask, int steps) {
        assertThat(actual).hasSameSizeAs(expected);
        int width = actual.length / (steps * mask.length);
        for (int i = 0; i < actual.length; i++) {
            if (mask[(i / width) % mask.length] == 1) {
                assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(TOLERANCE));
            }
        }
    }

    private static void close(float[] actual, float[] expected, float tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
