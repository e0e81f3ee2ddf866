package looplm.inference.runner.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.model.LoopLm;
import looplm.model.RowResult;
import looplm.model.TickBucket;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;

/**
 * What one call of the model costs with so many rows, without an engine: the median of a step that nobody leaves, and of
 * one that all leave.
 *
 * @param rows B
 * @param stepSeconds a step without the head
 * @param headSeconds what the head adds
 * @param fullDepthTokensPerSecond of a plain loop: all rows in phase, every token all steps
 */
record TickCosts(int rows, double stepSeconds, double headSeconds, double fullDepthTokensPerSecond) {

    private static final int WARM_UP = 3;

    /**
     * @param prompt tokens in the cache
     * @param answer tokens after which the context is wound back
     */
    static TickCosts measure(LoopLm model, int rows, int prompt, int answer, Duration limit) {
        int steps = model.config().recurrentSteps();
        List<KvCache> caches = IntStream.range(0, rows)
                .mapToObj(_ -> model.newCache(steps, prompt + answer + WARM_UP))
                .toList();
        try {
            int[] tokens = new int[prompt];
            Arrays.setAll(tokens, i -> i % model.config().vocabSize());
            model.prefill(caches.getFirst(), tokens, 0);
            caches.stream().skip(1).forEach(cache -> model.copyPositions(cache, 0, caches.getFirst(), 0, prompt));
            return timed(model, caches, prompt, answer, limit);
        } finally {
            caches.forEach(KvCache::close);
        }
    }

    private static TickCosts timed(LoopLm model, List<KvCache> caches, int prompt, int answer, Duration limit) {
        int steps = model.config().recurrentSteps();
        int bucket = TickBucket.of(caches.size());
        var running = new ArrayList<Double>();
        var leaving = new ArrayList<Double>();
        long all = 0;
        int tokens = 0;
        for (int token = 0; token < WARM_UP || all < limit.toNanos(); token++) {
            int position = prompt + token % answer;
            List<TickRow> rows = caches.stream()
                    .map(cache -> TickRow.start(cache, 1, position, steps, steps, 1))
                    .toList();
            for (int step = 0; step < steps; step++) {
                long begun = System.nanoTime();
                List<RowResult> results = model.tick(rows, bucket);
                long nanos = System.nanoTime() - begun;
                if (step + 1 < steps) {
                    rows = next(rows, results);
                }
                if (token >= WARM_UP) {
                    (step + 1 < steps ? running : leaving).add(nanos / 1e9);
                    all += nanos;
                }
            }
            tokens += token >= WARM_UP ? caches.size() : 0;
        }
        double step = median(running);
        return new TickCosts(caches.size(), step, Math.max(0, median(leaving) - step), tokens * 1e9 / all);
    }

    private static List<TickRow> next(List<TickRow> rows, List<RowResult> results) {
        return IntStream.range(0, rows.size())
                .mapToObj(i -> rows.get(i).after(results.get(i)))
                .toList();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
