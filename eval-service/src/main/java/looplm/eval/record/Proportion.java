package looplm.eval.record;

/**
 * A share of items.
 *
 * @param hits at most {@code n}
 * @param n items, from 1
 */
public record Proportion(long hits, long n) {

    public Proportion {
        if (n < 1) {
            throw new IllegalArgumentException("n: " + n + " (expected: 1 or more)");
        }
        if (hits < 0 || hits > n) {
            throw new IllegalArgumentException("hits: " + hits + " (expected: 0.." + n + ")");
        }
    }

    /** In [0,1]. */
    public double value() {
        return (double) hits / n;
    }

    /** Standard error of the value, sqrt(p(1-p)/n): items count as drawn independently of one another. */
    public double standardError() {
        return Math.sqrt(value() * (1 - value()) / n);
    }
}
