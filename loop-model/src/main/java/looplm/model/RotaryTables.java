package looplm.model;

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
 * Cosines and sines of the rotary embedding, [positions, D] each, the two halves of a row equal. Angles are products of
 * float32, as in the reference.
 */
public record RotaryTables(NDArray cos, NDArray sin) {

    /** Tables for every position of the context, on the manager's device and owned by it. */
    public static RotaryTables of(LoopLmConfig config, NDManager manager) {
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            var shape = new Shape(config.contextLength(), config.headDim());
            NDArray cos = host.create(shape, DataType.FLOAT32);
            NDArray sin = host.create(shape, DataType.FLOAT32);
            fill(config, TensorMemory.of(cos), TensorMemory.of(sin));
            return new RotaryTables(moved(cos, manager), moved(sin, manager));
        }
    }

    private static NDArray moved(NDArray table, NDManager manager) {
        NDArray moved = table.toDevice(manager.getDevice(), false);
        moved.attach(manager);
        return moved;
    }

    private static void fill(LoopLmConfig config, MemorySegment cosines, MemorySegment sines) {
        int half = config.headDim() / 2;
        for (int i = 0; i < half; i++) {
            float frequency = (float) (1 / Math.pow(config.ropeTheta(), 2.0 * i / config.headDim()));
            for (int position = 0; position < config.contextLength(); position++) {
                float angle = position * frequency;
                long at = (long) position * config.headDim() + i;
                setBoth(cosines, at, half, (float) Math.cos(angle));
                setBoth(sines, at, half, (float) Math.sin(angle));
            }
        }
    }

    private static void setBoth(MemorySegment table, long at, int half, float value) {
        table.setAtIndex(JAVA_FLOAT, at, value);
        table.setAtIndex(JAVA_FLOAT, at + half, value);
    }
}
