package looplm.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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

    /** Tables for every position of the context; they belong to the manager. */
    public static RotaryTables of(LoopLmConfig config, NDManager manager) {
        var shape = new Shape(config.contextLength(), config.headDim());
        NDArray cos = manager.create(shape, DataType.FLOAT32);
        NDArray sin = manager.create(shape, DataType.FLOAT32);
        MemorySegment cosines = TensorMemory.of(cos);
        MemorySegment sines = TensorMemory.of(sin);
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
        return new RotaryTables(cos, sin);
    }

    private static void setBoth(MemorySegment table, long at, int half, float value) {
        table.setAtIndex(JAVA_FLOAT, at, value);
        table.setAtIndex(JAVA_FLOAT, at + half, value);
    }
}
