package looplm.trainer.task;

import java.util.Random;

/** Levels that are too large to enumerate: an index is the seed of a question, so two of them may give the same one. */
final class DrawnQuestions {

    /** Indices of a level. */
    static final int SIZE = 1 << 30;

    private DrawnQuestions() {}

    /** The generator that makes the question of an index. */
    static Random random(int level, int index) {
        return new Random(scramble(((long) level << 32) | index));
    }

    /** Spreads neighbouring indices: {@link Random} gives near seeds near first draws. */
    private static long scramble(long index) {
        long x = (index + 1) * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L;
        return x ^ (x >>> 32);
    }
}
