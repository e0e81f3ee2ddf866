package looplm.model.testing;

import java.util.stream.IntStream;
import looplm.model.checkpoint.LoopLmConfig;

/**
 * How far two float32 computations of the same numbers may be apart that add up in other orders: on another CPU, by another
 * library, of another number of rows. It follows from the arithmetic, not from a machine.
 *
 * <p>A sum of n products is off by at most n u times the sum of their magnitudes, u = 2^-24 being the unit roundoff: that
 * many roundings of at most u each. One result of a model is the last of a chain of sums, each of the results of the one
 * before: four in every layer of every recurrent step (queries, keys and values; the attention's output; gate and up; down)
 * and one of the head. Between them a norm brings every value back to the same size, so that the error of each adds to the
 * result in proportion to its size.
 */
public final class Rounding {

    private static final double UNIT = 0x1p-24;
    private static final int SUMS_OF_A_LAYER = 4;

    private Rounding() {}

    /**
     * For results of all recurrent steps of a model.
     *
     * @param expected what they should be; the largest of them is their size
     */
    public static float tolerance(LoopLmConfig config, float... expected) {
        int longest = IntStream.of(
                        config.hiddenSize(), config.intermediateSize(), config.queryHeads() * config.headDim())
                .max()
                .orElseThrow();
        int sums = SUMS_OF_A_LAYER * config.layers() * config.recurrentSteps() + 1;
        double size = 0;
        for (float value : expected) {
            size = Math.max(size, Math.abs(value));
        }
        return (float) (sums * longest * UNIT * size);
    }
}
