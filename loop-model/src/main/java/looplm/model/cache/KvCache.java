package looplm.model.cache;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.TensorMemory;

/**
 * What one sequence keeps between calls. Keys and values: one float32 tensor [P, L, 2, K, C, D] of P planes, L layers, keys and values, K KV
 * heads, C positions, head size D.
 *
 * <p>Head-major, so that what attention reads of a (plane, layer) is one contiguous block per head: on a CPU that view is
 * 2-6 times faster than gathering positions. Float32, because single-query attention over half types is 5-7 times slower.
 *
 * <p>A cache that shares ({@link #sharing}) holds only a prompt so; of the answer it keeps one plane, [L, 2, K, A, D],
 * which a tick at any depth reads and writes.
 *
 * <p>It holds the state that its token in flight rests in, too: from tick to tick it never leaves the device.
 *
 * <p>Threads: one at a time; closing it while a call uses it ends the process.
 */
public final class KvCache implements AutoCloseable {

    private final LoopLmConfig config;
    private final int planes;
    private final int positions;
    private final NDArray tensor;
    private final NDArray answers;
    private final NDArray state;
    private final int answerPositions;

    /**
     * Allocates a cache. On a CPU its memory is not cleared: a position is always written before it is read. On a GPU it
     * is, since attention reads beyond a row's position there and drops what it read.
     *
     * @param manager owner of the memory
     * @param planes P, the recurrent steps that can be run over it
     * @param positions C, the longest sequence it can hold
     */
    public KvCache(NDManager manager, LoopLmConfig config, int planes, int positions) {
        this(manager, config, planes, positions, 0);
    }

    /**
     * A cache for {@link KvPolicy#FINAL_SHARED}: a token of the answer keeps one plane whatever the planes of the prompt.
     *
     * @param prompt positions that are run by prefill, all of them before the first tick
     * @param answer positions that follow
     */
    public static KvCache sharing(NDManager manager, LoopLmConfig config, int planes, int prompt, int answer) {
        return new KvCache(manager, config, planes, prompt, answer);
    }

    private KvCache(NDManager manager, LoopLmConfig config, int planes, int positions, int answerPositions) {
        if (planes < 1 || positions < 1 || answerPositions < 0) {
            throw new IllegalArgumentException(
                    "cache: " + planes + " planes, " + positions + " positions (expected: 1 or more)");
        }
        HostMemory.require(
                "cache: " + planes + " planes, " + positions + " positions",
                Math.max(bytes(config, planes, positions), bytes(config, 1, answerPositions)));
        this.answerPositions = answerPositions;
        this.config = config;
        this.planes = planes;
        this.positions = positions;
        var shape = new Shape(planes, config.layers(), 2, config.kvHeads(), positions, config.headDim());
        this.tensor = manager.getDevice().isGpu() ? manager.zeros(shape) : manager.create(shape, DataType.FLOAT32);
        this.answers = manager.create(
                new Shape(config.layers(), 2, config.kvHeads(), answerPositions, config.headDim()), DataType.FLOAT32);
        this.state = manager.create(new Shape(config.hiddenSize()), DataType.FLOAT32);
    }

    /** Bytes that it holds. */
    public long bytes() {
        return bytes(config, planes, positions) + bytes(config, 1, answerPositions);
    }

    /** Bytes of a cache of this size, to decide before allocating; {@link Long#MAX_VALUE} where it is more than that. */
    public static long bytes(LoopLmConfig config, int planes, int positions) {
        long perPosition = 2L * config.layers() * config.kvHeads() * config.headDim() * Float.BYTES;
        long slots = (long) planes * positions;
        return Math.multiplyHigh(perPosition, slots) == 0 && perPosition * slots >= 0
                ? perPosition * slots
                : Long.MAX_VALUE;
    }

    public int planes() {
        return planes;
    }

    /** Positions of the longest sequence it can hold. */
    public int positions() {
        return positions + answerPositions;
    }

    /** Positions that are held in all planes. */
    public int planePositions() {
        return positions;
    }

    /** The shared plane of the answer; without positions unless it shares. */
    public NDArray answers() {
        return answers;
    }

    /** The tensor itself, for calls of the forward text. */
    public NDArray tensor() {
        return tensor;
    }

    /** The normed state of the token in flight after its last step [E]; of no meaning before its first. */
    public NDArray state() {
        return state;
    }

    /** Copy of the keys of the first {@code length} positions: [K, length, D]. */
    public float[] keys(KvSlot slot, int length) {
        return copy(slot, 0, length);
    }

    /** Copy of the values of the first {@code length} positions: [K, length, D]. */
    public float[] values(KvSlot slot, int length) {
        return copy(slot, 1, length);
    }

    @Override
    public void close() {
        tensor.close();
        answers.close();
        state.close();
    }

    private float[] copy(KvSlot slot, int keyOrValue, int length) {
        if (!tensor.getDevice().isGpu()) {
            return copy(TensorMemory.of(tensor), slot, keyOrValue, length);
        }
        try (NDArray host = tensor.toDevice(Device.cpu(), true)) {
            return copy(TensorMemory.of(host), slot, keyOrValue, length);
        }
    }

    private float[] copy(MemorySegment memory, KvSlot slot, int keyOrValue, int length) {
        int row = length * config.headDim();
        long heads = config.kvHeads();
        long first = (((long) slot.recurrentStep() * config.layers() + slot.layer()) * 2 + keyOrValue) * heads;
        var copy = new float[Math.toIntExact(heads * row)];
        for (int head = 0; head < heads; head++) {
            long offset = (first + head) * positions * config.headDim();
            MemorySegment.copy(memory, JAVA_FLOAT, offset * Float.BYTES, copy, head * row, row);
        }
        return copy;
    }
}
