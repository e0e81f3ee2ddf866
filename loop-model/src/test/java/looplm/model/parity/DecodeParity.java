package looplm.model.parity;

import static looplm.model.parity.ParityCheck.slice;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import looplm.model.GeneratedToken;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.LoopLm;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.sample.SamplingParams;

/** Greedy decoding of the serial generator under the exit and KV policies that the names of a case tell. */
final class DecodeParity implements ParityCheck {

    private static final String TOKENS = ".tokens";
    private static final Pattern FULL_DEPTH = Pattern.compile("decode_q([0-9.]+)_full_depth_kv");
    private static final Pattern LAST_EXITED = Pattern.compile("last_exited_q([0-9.]+)_min([0-9]+)");

    @Override
    public boolean applies(GoldenCase golden) {
        return !groups(golden).isEmpty();
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            for (String group : groups(golden)) {
                new Group(golden, rows, model, group).run();
            }
        }
    }

    private static List<String> groups(GoldenCase golden) {
        return golden.tensors().stream()
                .filter(name -> name.endsWith(TOKENS))
                .map(name -> name.substring(0, name.length() - TOKENS.length()))
                .sorted()
                .toList();
    }

    /** All prompts of a case under one pair of policies. */
    private static final class Group {

        private final GoldenCase golden;
        private final ParityRows rows;
        private final LoopLm model;
        private final String name;
        private final int steps;
        private final ExitPolicy exit;
        private final KvPolicy kv;

        Group(GoldenCase golden, ParityRows rows, LoopLm model, String name) {
            this.golden = golden;
            this.rows = rows;
            this.model = model;
            this.name = name;
            this.steps = model.config().recurrentSteps();
            Matcher fullDepth = FULL_DEPTH.matcher(name);
            Matcher lastExited = LAST_EXITED.matcher(name);
            if (fullDepth.matches()) {
                exit = new CumulativeThreshold(Float.parseFloat(fullDepth.group(1)), 1, steps);
                kv = KvPolicy.FULL_DEPTH;
            } else if (lastExited.matches()) {
                int min = Integer.parseInt(lastExited.group(2));
                exit = new CumulativeThreshold(Float.parseFloat(lastExited.group(1)), min, steps);
                kv = KvPolicy.LAST_EXITED;
            } else if (name.equals("decode")) {
                exit = new FixedSteps(steps);
                kv = KvPolicy.LAST_EXITED;
            } else {
                throw new IllegalArgumentException(
                        name + ": (expected: decode, " + FULL_DEPTH + " or " + LAST_EXITED + ")");
            }
        }

        void run() {
            int[] shape = golden.shape(name + ".logits"); // [P, G, V]
            var request = new GenerationRequest(exit, kv, SamplingParams.GREEDY, shape[1], Set.of());
            for (int p = 0; p < shape[0]; p++) {
                int[] prompt = golden.ints("decode.prompt_" + p);
                float[] expected = golden.floats(name + ".logits", p);
                try (KvCache cache = model.newCache(steps, prompt.length + shape[1])) {
                    var count = new int[1];
                    Generation answer = new SerialGenerator(model)
                            .generate(
                                    cache,
                                    prompt,
                                    request,
                                    (token, logits) -> rows.compare(
                                            golden,
                                            name + ".logits",
                                            logits,
                                            slice(expected, count[0]++, shape[2]),
                                            TOLERANCE));
                    rows.equal(golden, name + TOKENS, Arrays.equals(answer.ids(), golden.ints(name + TOKENS, p)));
                    compareExits(p, answer.tokens());
                    if (p == 0 && golden.has(name + ".kv_0.key")) {
                        comparePlanes(cache);
                    }
                }
            }
        }

        private void compareExits(int p, List<GeneratedToken> tokens) {
            int[] exits = tokens.stream().mapToInt(GeneratedToken::exitStep).toArray();
            if (golden.has(name + ".exit_step")) {
                int[] expected = Arrays.stream(golden.ints(name + ".exit_step", p))
                        .map(step -> step + 1)
                        .toArray();
                rows.equal(golden, name + ".exit_step", Arrays.equals(exits, expected));
            }
            if (golden.has(name + ".exit_depth")) {
                boolean equal = Arrays.equals(exits, golden.ints(name + ".exit_depth", p));
                boolean noneWasted = tokens.stream().skip(1).allMatch(t -> t.executedSteps() == t.exitStep());
                rows.equal(golden, name + ".exit_depth", equal && noneWasted);
            }
            for (int g = 0; g < tokens.size(); g++) {
                float[] cdf = tokens.get(g).exitCdf();
                if (golden.has(name + ".exit_cdf")) {
                    float[] expected = slice(golden.floats(name + ".exit_cdf", p), g, steps);
                    var padded = new float[steps];
                    Arrays.fill(padded, -1);
                    System.arraycopy(cdf, 0, padded, 0, cdf.length);
                    rows.compare(golden, name + ".exit_cdf", padded, expected, CDF_TOLERANCE);
                }
                if (golden.has(name + ".exit_pdf")) {
                    float[] expected = slice(golden.floats(name + ".exit_pdf", p), g, steps);
                    rows.compare(golden, name + ".exit_pdf", differences(cdf), expected, CDF_TOLERANCE);
                }
            }
        }

        private void comparePlanes(KvCache cache) {
            int[] shape = golden.shape(name + ".kv_0.key"); // [T, L, K, N, D]
            int block = shape[2] * shape[3] * shape[4];
            float[] keys = golden.floats(name + ".kv_0.key");
            float[] values = golden.floats(name + ".kv_0.value");
            for (int slot = 0; slot < shape[0] * shape[1]; slot++) {
                var at = new KvSlot(slot / shape[1], slot % shape[1]);
                float[] key = cache.keys(at, shape[3]);
                float[] value = cache.values(at, shape[3]);
                rows.compare(golden, name + ".kv_0.key", key, slice(keys, slot, block), TOLERANCE);
                rows.compare(golden, name + ".kv_0.value", value, slice(values, slot, block), TOLERANCE);
            }
        }

        private static float[] differences(float[] cdf) {
            var pdf = new float[cdf.length];
            for (int t = 0; t < cdf.length; t++) {
                pdf[t] = cdf[t] - (t == 0 ? 0 : cdf[t - 1]);
            }
            return pdf;
        }
    }
}
