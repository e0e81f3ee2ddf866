package looplm.model;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import looplm.model.cache.KvCache;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.CallArguments;

/**
 * Rows as the arguments of the text's {@code tick}, padded to a bucket, and its results as rows.
 *
 * @param together whether attention is one call for all rows, in place of one for each
 */
record TickCall(LoopLmConfig config, List<TickRow> rows, int bucket, boolean together) {

    /** Steps an idle row is far from: it never leaves. */
    private static final long NEVER = Integer.MAX_VALUE;

    /** Rows of the text's exits [5, bucket]; its second, lambda, is contained in the CDF. */
    private static final int GATE_LOGIT = 0;

    private static final int CDF = 2;
    private static final int SURVIVAL = 3;
    private static final int LEAVES = 4;

    TickCall {
        if (rows.isEmpty() || bucket < rows.size()) {
            throw new IllegalArgumentException(
                    "bucket: " + bucket + " for " + rows.size() + " rows (expected: 1 <= rows <= bucket)");
        }
        Set<KvCache> caches = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TickRow row : rows) {
            if (!caches.add(row.cache())) {
                throw new IllegalArgumentException("rows: two rows of one cache (expected: one row per sequence)");
            }
            if (row.token() < 0 || row.token() >= config.vocabSize()) {
                throw new IllegalArgumentException(
                        "token: " + row.token() + " (expected: 0.." + (config.vocabSize() - 1) + ")");
            }
        }
    }

    void addTo(CallArguments arguments) {
        arguments
                .addList(longs(0, TickRow::token))
                .addList(rows.stream().map(row -> row.cache().state()).toList())
                .addList(longs(0, TickRow::depth))
                .addList(longs(0, TickRow::position))
                .addList(longs(NEVER, TickRow::minSteps))
                .addList(longs(NEVER, TickRow::maxSteps))
                .addList(longs(0, row -> row.told() ? 1 : 0))
                .addList(doubles(TickRow::exitThreshold))
                .addList(doubles(TickRow::cdf))
                .addList(doubles(TickRow::survival))
                .add(together && !shares() ? 1 : 0)
                .addList(rows.stream().map(row -> row.cache().tensor()).toList())
                .addList(rows.stream().map(row -> row.cache().answers()).toList());
    }

    /**
     * @param result exits [5, bucket], logits of the rows that leave or are told [X, V]
     */
    List<RowResult> results(NDList result) {
        float[] exits = result.get(0).toFloatArray();
        float[] logits = result.get(1).isEmpty() ? new float[0] : result.get(1).toFloatArray();
        var results = new ArrayList<RowResult>(rows.size());
        int read = 0;
        for (int b = 0; b < rows.size(); b++) {
            float gate = exits[GATE_LOGIT * bucket + b];
            float cdf = exits[CDF * bucket + b];
            float survival = exits[SURVIVAL * bucket + b];
            boolean leaves = exits[LEAVES * bucket + b] != 0;
            float[] own = leaves || rows.get(b).told() ? slice(logits, read++, config.vocabSize()) : new float[0];
            results.add(
                    leaves
                            ? new RowResult.Exited(gate, cdf, survival, own)
                            : new RowResult.Running(gate, cdf, survival, own));
        }
        return results;
    }

    private boolean shares() {
        return rows.stream()
                .anyMatch(row -> row.cache().positions() > row.cache().planePositions());
    }

    private long[] longs(long idle, ToLongFunction<TickRow> field) {
        var values = new long[bucket];
        Arrays.setAll(values, b -> b < rows.size() ? field.applyAsLong(rows.get(b)) : idle);
        return values;
    }

    private double[] doubles(ToDoubleFunction<TickRow> field) {
        var values = new double[bucket];
        Arrays.setAll(values, b -> b < rows.size() ? field.applyAsDouble(rows.get(b)) : 1);
        return values;
    }

    private static float[] slice(float[] values, int index, int width) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }
}
