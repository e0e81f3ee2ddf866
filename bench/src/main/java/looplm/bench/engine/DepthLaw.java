package looplm.bench.engine;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** How deep tokens run, of at most four steps: synthetic laws, and two that others measured on Ouro. */
enum DepthLaw {
    ALL_FULL("all_full", 1, 0, 0, 0, 1),
    ALL_SHALLOW2("all_shallow2", 1, 0, 1, 0, 0),
    BIMODAL_50("bimodal_50", 1, .5, 0, 0, .5),
    CLUSTERED_20("clustered_20", 1, .8, 0, 0, .2),
    SHALLOW_HEAVY("shallow_heavy", 1, .4, .3, .2, .1),
    DEEP_HEAVY("deep_heavy", 1, .1, .2, .3, .4),
    /** Mean 2.46: Ouro-1.4B's stock gate at threshold 0.2. */
    Q02_LIKE("q.2-like", 1, 0, .62, .30, .08),
    /** Mean 3.04: Ouro-1.4B's stock gate at threshold 0.5 on GSM8K. */
    GSM8K_LIKE("gsm8k-like", 1, 0, .043, .877, .08),
    /** {@link #Q02_LIKE} in runs of eight tokens of one depth, which independent draws never show. */
    CORRELATED("correlated", 8, 0, .62, .30, .08);

    private final String key;
    private final int run;
    private final double[] shares;

    DepthLaw(String key, int run, double... shares) {
        this.key = key;
        this.run = run;
        this.shares = shares;
    }

    String key() {
        return key;
    }

    double meanSteps() {
        return IntStream.range(0, shares.length)
                .mapToDouble(i -> (i + 1) * shares[i])
                .sum();
    }

    int maxSteps() {
        return shares.length;
    }

    /** Depths of so many tokens. */
    int[] draw(Random random, int tokens) {
        var depths = new int[tokens];
        for (int start = 0; start < tokens; start += run) {
            Arrays.fill(depths, start, Math.min(start + run, tokens), draw(random.nextDouble()));
        }
        return depths;
    }

    private int draw(double uniform) {
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i];
            if (uniform < sum) {
                return i + 1;
            }
        }
        return shares.length;
    }
}
