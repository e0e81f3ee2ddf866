package looplm.bench.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.bench.measure.Percentiles;
import looplm.model.LoopLm;
import looplm.model.RowResult;
import looplm.model.TickBucket;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;

/** The model's calls without an engine: rows in phase, every token through all steps. */
final class PlainLoop implements AutoCloseable {

    private static final int WARM_UP = 3;

    /** Tokens run to fill the caches; longer contexts repeat them, for what is attended to costs the same. */
    private static final int RUN = 64;

    private final LoopLm model;
    private final int context;
    private final int answer;
    private final List<KvCache> caches;

    /**
     * What one call costs.
     *
     * @param stepSeconds median of a step that nobody leaves
     * @param headSeconds what the median of a step that all leave has more
     */
    record Timed(double stepSeconds, double headSeconds, double tokensPerSecond) {}

    /**
     * @param context positions before every token
     * @param answer tokens after which the context is wound back
     */
    PlainLoop(LoopLm model, int rows, int context, int answer) {
        int steps = model.config().recurrentSteps();
        this.model = model;
        this.context = context;
        this.answer = answer;
        this.caches = IntStream.range(0, rows)
                .mapToObj(_ -> model.newCache(steps, context + answer))
                .toList();
        fill(Math.min(RUN, context));
    }

    private void fill(int run) {
        int[] tokens = new int[run];
        Arrays.setAll(tokens, i -> i % model.config().vocabSize());
        KvCache first = caches.getFirst();
        model.prefill(first, tokens, 0);
        for (int start = run; start < context; start += run) {
            model.copyPositions(first, start, first, 0, Math.min(run, context - start));
        }
        caches.stream().skip(1).forEach(cache -> model.copyPositions(cache, 0, first, 0, context));
    }

    /**
     * Runs for about that long.
     *
     * @param live rows of the bucket that work, the others idle
     */
    Timed run(int live, Duration limit) {
        int steps = model.config().recurrentSteps();
        int bucket = TickBucket.of(caches.size());
        var running = new ArrayList<Double>();
        var leaving = new ArrayList<Double>();
        long all = 0;
        int tokens = 0;
        for (int token = 0; token <= WARM_UP || all < limit.toNanos(); token++) {
            int position = context + token % answer;
            List<TickRow> rows = caches.stream()
                    .limit(live)
                    .map(cache -> TickRow.start(cache, 1, position, steps, steps, 1))
                    .toList();
            for (int step = 1; step <= steps; step++) {
                long begun = System.nanoTime();
                List<RowResult> results = model.tick(rows, bucket);
                long nanos = System.nanoTime() - begun;
                rows = step < steps ? next(rows, results) : rows;
                if (token >= WARM_UP) {
                    (step < steps ? running : leaving).add(nanos / 1e9);
                    all += nanos;
                }
            }
            tokens += token >= WARM_UP ? live : 0;
        }
        double step = Percentiles.of(running).p50();
        return new Timed(step, Math.max(0, Percentiles.of(leaving).p50() - step), tokens * 1e9 / all);
    }

    private static List<TickRow> next(List<TickRow> rows, List<RowResult> results) {
        return IntStream.range(0, rows.size())
                .mapToObj(i -> rows.get(i).after(results.get(i)))
                .toList();
    }

    @Override
    public void close() {
        caches.forEach(KvCache::close);
    }
}
