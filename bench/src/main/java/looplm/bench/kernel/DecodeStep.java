package looplm.bench.kernel;

import java.util.ArrayList;
import java.util.List;
import looplm.model.LoopLm;
import looplm.model.RowResult;
import looplm.model.TickBucket;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.OperatorClock;

/** Decode steps of a batch of rows in phase: every row runs all recurrent steps of one token. */
final class DecodeStep implements AutoCloseable {

    private static final int POSITIONS = 256;
    private static final int PROMPT = 32;

    private final LoopLm model;
    private final OperatorClock clock = new OperatorClock();
    private final int steps;
    private final List<KvCache> caches = new ArrayList<>();
    private int position = PROMPT;

    DecodeStep(LoopLm model, int rows) {
        this.model = model;
        this.steps = model.config().recurrentSteps();
        caches.add(model.newCache(steps, POSITIONS));
        model.prefill(caches.getFirst(), tokens(PROMPT, model.config().vocabSize()), 0);
        // copies: on some CPUs sixteen prompts of a large model take minutes
        for (int row = 1; row < rows; row++) {
            caches.add(model.newCache(steps, POSITIONS));
            model.copyPositions(caches.getLast(), 0, caches.getFirst(), 0, PROMPT);
        }
    }

    /** Bytes of the caches of {@code rows} rows. */
    static long cacheBytes(LoopLmConfig config, int rows) {
        return rows * KvCache.bytes(config, config.recurrentSteps(), POSITIONS);
    }

    /** Some token ids. */
    static int[] tokens(int count, int vocabulary) {
        var tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = (i * 31 + 7) % vocabulary;
        }
        return tokens;
    }

    /** Seconds of one step. */
    double run() {
        List<TickRow> rows = new ArrayList<>();
        for (KvCache cache : caches) {
            rows.add(TickRow.start(cache, rows.size() % model.config().vocabSize(), position, steps, steps, 1));
        }
        long begin = clock.nanos();
        for (int step = 0; step < steps; step++) {
            List<RowResult> results = model.tick(rows, TickBucket.of(rows.size()));
            if (step + 1 < steps) {
                for (int i = 0; i < results.size(); i++) {
                    rows.set(i, rows.get(i).after(results.get(i)));
                }
            }
        }
        double seconds = (clock.nanos() - begin) / 1e9;
        position = position + 1 < POSITIONS ? position + 1 : PROMPT;
        return seconds;
    }

    @Override
    public void close() {
        caches.forEach(KvCache::close);
    }
}
