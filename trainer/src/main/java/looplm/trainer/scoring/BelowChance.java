package looplm.trainer.scoring;

/** Whether an accuracy is lower than guessing explains: exact binomial test, one-sided. */
public final class BelowChance {

    private BelowChance() {}

    /**
     * Whether guessing gives so few right answers less often than {@code significance}.
     *
     * @param right answers of {@code n}
     * @param chance share that a guess gets right; 0 where there is nothing to guess among, so nothing is below it
     */
    public static boolean significantly(int right, int n, double chance, double significance) {
        if (chance <= 0 || right >= n * chance) {
            return false;
        }
        double logTerm = n * Math.log1p(-chance);
        double tail = Math.exp(logTerm);
        for (int k = 1; k <= right; k++) {
            logTerm += Math.log((double) (n - k + 1) / k) + Math.log(chance) - Math.log1p(-chance);
            tail += Math.exp(logTerm);
        }
        return tail < significance;
    }
}
