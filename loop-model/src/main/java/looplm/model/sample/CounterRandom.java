package looplm.model.sample;

/**
 * Random numbers by counter: a number depends on (seed, choice, position) and on nothing drawn before, so a sequence is
 * the same whoever shares its batch, in whatever order ticks run, and after a restart.
 */
final class CounterRandom {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final int DOUBLE_BITS = 53;

    private CounterRandom() {}

    /** Uniform in [0, 1). */
    static double uniform(long seed, int choice, int position) {
        long bits = mix(mix(mix(seed + GOLDEN_GAMMA) + choice * GOLDEN_GAMMA) + position * GOLDEN_GAMMA);
        return (bits >>> (Long.SIZE - DOUBLE_BITS)) * 0x1.0p-53;
    }

    /** The finaliser of SplitMix64 (variant 13 of Stafford's mixers). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
