package looplm.bench.kv;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.checkpoint.LoopLmConfig;

/**
 * What one KV policy costs and does at one exit policy.
 *
 * @param policy what is kept
 * @param promptBytes bytes kept of a prompt's token, float32
 * @param generatedBytes bytes kept of a generated token, float32
 * @param accuracy share of right answers by task, each level counting once
 * @param agreement share of answers that are token for token those of FULL_DEPTH
 * @param rowAccuracy share of right answers where many questions stand in one sequence and all but the first pass through
 *     decode
 * @param longAgreement share of the tokens of long generations, FULL_DEPTH's own given as history, that are the likeliest
 *     under this policy too
 * @param meanSteps recurrent steps run for a token in decode
 */
public record KvResult(
        KvPolicy policy,
        long promptBytes,
        long generatedBytes,
        Map<String, Double> accuracy,
        double agreement,
        double rowAccuracy,
        double longAgreement,
        double meanSteps) {

    private static final long BUDGET = 4L << 30;

    public KvResult {
        accuracy = Collections.unmodifiableMap(new LinkedHashMap<>(accuracy));
    }

    static long promptBytes(LoopLmConfig config, KvPolicy policy) {
        return KvCache.bytes(config, policy.prompt().planes(config.recurrentSteps()), 1);
    }

    static long generatedBytes(LoopLmConfig config, KvPolicy policy) {
        return KvCache.bytes(config, policy.generated().planes(config.recurrentSteps()), 1);
    }

    /** Mean over the tasks. */
    public double meanAccuracy() {
        return accuracy.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** Positions of a prompt that 4 GiB hold. */
    public long longestPrompt() {
        return BUDGET / promptBytes;
    }

    /** Positions of generated tokens that 4 GiB hold. */
    public long longestGeneration() {
        return BUDGET / generatedBytes;
    }
}
