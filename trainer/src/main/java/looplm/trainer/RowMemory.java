package looplm.trainer;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.trainer.data.TrainingBatch;

/**
 * What rows that several documents share take in memory: each pair of a row's positions has its place in the mask, so it
 * grows with the square of the length.
 *
 * @param config sizes of the model
 * @param available bytes that an update may take
 */
record RowMemory(LoopLmConfig config, long available) {

    /** Bytes of a pair while the mask is built; measured with rows of 12,288 positions. */
    private static final int MASK_BYTES = 6;

    /** Bytes of a pair that each application of a layer keeps for the gradients: the mask as float32. */
    private static final int KEPT_BYTES = 4;

    /** Share of the machine's memory that rows may take. */
    private static final double SHARE = 0.75;

    /** On this machine, or within the limit of this container. */
    static RowMemory of(LoopLmConfig config) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new RowMemory(config, (long) (SHARE * system.getTotalMemorySize()));
    }

    /**
     * Checks the parts of an update before the first one is made.
     *
     * @throws IllegalArgumentException if one of them would take more
     */
    void require(List<TrainingBatch> parts) {
        for (TrainingBatch part : parts) {
            double bytes = (double) part.rows() * part.length() * part.length() * bytesPerPair();
            if (bytes > available) {
                throw new IllegalArgumentException(
                        "data.row_length: rows of %,d positions take %,.0f GiB an update (expected: at most %,d positions in a row here, in %,d GiB)"
                                .formatted(part.length(), bytes / (1L << 30), longest(), available >> 30));
            }
        }
    }

    /** Positions of a single row that takes all there is. */
    private long longest() {
        return (long) Math.sqrt((double) available / bytesPerPair());
    }

    private long bytesPerPair() {
        return MASK_BYTES + (long) KEPT_BYTES * config.layers() * config.recurrentSteps();
    }
}
