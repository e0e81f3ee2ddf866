package looplm.inference.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import looplm.model.LoopLm;
import looplm.model.TickBucket;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;
import looplm.model.script.OperatorClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds how many rows a model should be served with where the operator does not say. Every tick is computed with all rows,
 * idle ones too, so that each more makes a lone client wait; how much it waits differs from CPU to CPU, with the kernel and
 * with the model. Takes a second or two.
 */
final class RowsProbe {

    private static final Logger log = LoggerFactory.getLogger(RowsProbe.class);

    private static final List<Integer> ROWS = List.of(1, 4, 8, 16);

    /** What a tick of all rows may take, in ticks of one row. */
    private static final double MOST = 1.5;

    private static final int ROUNDS = 12;
    private static final int FEWEST_ROUNDS = 2;
    private static final long LIMIT_NANOS = 1_500_000_000;

    private RowsProbe() {}

    /** The most rows whose tick takes at most half as long again as one row's; four at least. */
    static int rows(LoopLm model) {
        List<Double> seconds = measure(model);
        int chosen = choose(seconds);
        var told = new ArrayList<String>();
        for (int i = 1; i < ROWS.size(); i++) {
            told.add(String.format(Locale.ROOT, "%d: %.2f", ROWS.get(i), seconds.get(i) / seconds.getFirst()));
        }
        log.info("rows: {} (a tick of so many takes, in ticks of one row, {})", chosen, String.join(", ", told));
        return chosen;
    }

    /** @param seconds of a tick of 1, 4, 8 and 16 rows */
    static int choose(List<Double> seconds) {
        int chosen = ROWS.get(1);
        for (int i = 1; i < ROWS.size() && seconds.get(i) <= MOST * seconds.getFirst(); i++) {
            chosen = ROWS.get(i);
        }
        return chosen;
    }

    private static List<Double> measure(LoopLm model) {
        var best = new ArrayList<>(ROWS.stream().map(rows -> Double.MAX_VALUE).toList());
        var clock = new OperatorClock();
        long begin = System.nanoTime();
        try (KvCache cache = model.newCache(2, 1)) {
            // of two steps, so that it does not leave and nothing reads logits
            List<TickRow> row = List.of(TickRow.start(cache, 0, 0, 2, 2, 1));
            for (int round = 0;
                    round < FEWEST_ROUNDS || (round < ROUNDS && System.nanoTime() - begin < LIMIT_NANOS);
                    round++) {
                for (int i = 0; i < ROWS.size(); i++) {
                    long from = clock.nanos();
                    model.tick(row, TickBucket.of(ROWS.get(i)));
                    best.set(i, Math.min(best.get(i), (clock.nanos() - from) / 1e9));
                }
            }
        }
        return best;
    }
}
