package looplm.inference.config;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import looplm.edge.SettingException;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.prefix.KvMemory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How much memory keys and values may take. */
final class KvMemorySize {

    /** Part of the machine's memory that is taken at most where the operator says nothing. */
    private static final int SHARE = 2;

    private KvMemorySize() {}

    /**
     * @param maxSteps the most planes of a sequence
     * @param limit the operator's; null for what all rows need at full context, or half of the machine if that is less
     * @throws SettingException if there is not room for a single block of every plane
     */
    static KvMemory of(ModelRunner runner, int maxSteps, @Nullable DataSize limit, int blockPositions) {
        ModelShape shape = runner.shape();
        long blockBytes = Math.multiplyExact(runner.planePositionBytes(), (long) blockPositions);
        long needed = shape.rows() * new KvMemory(1, blockPositions).blocks(shape.contextLength(), maxSteps);
        long blocks =
                limit == null ? Math.min(needed, machineBytes() / SHARE / blockBytes) : limit.toBytes() / blockBytes;
        if (blocks < maxSteps) {
            throw new SettingException("looplm.inference.kv-memory: " + limit + " (expected: at least "
                    + blockBytes * maxSteps + " bytes, " + blockPositions + " positions of one sequence)");
        }
        return new KvMemory(blocks, blockPositions);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }
}
