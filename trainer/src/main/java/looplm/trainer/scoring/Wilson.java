package looplm.trainer.scoring;

/**
 * Wilson's score interval of a share, which stays sensible where all or none are right.
 *
 * @param low lower bound
 * @param high upper bound
 */
public record Wilson(double low, double high) {

    /** Standard normal quantile of a two-sided 95 % interval. */
    private static final double Z95 = 1.959963985;

    /** The 95 % interval for {@code right} of {@code n}. */
    public static Wilson of(int right, int n) {
        if (n < 1 || right < 0 || right > n) {
            throw new IllegalArgumentException("right: %d of %d (expected: 0..n of n >= 1)".formatted(right, n));
        }
        double p = (double) right / n;
        double z2 = Z95 * Z95;
        double center = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = Z95 / (1 + z2 / n) * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n));
        return new Wilson(Math.max(0, center - half), Math.min(1, center + half));
    }
}
