package looplm.model.weights;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.TensorMemory;

/**
 * Reads the weights of a model directory into float32 tensors.
 *
 * <p>Exactly the weights of the configuration must be there, each of its shape, every value finite. They are copied out
 * of the mapping: half types are raised anyway, and a file that is overwritten later can then neither change a running
 * model nor end the process with a bus error.
 */
public final class WeightLoader {

    private static final int FLOAT_EXPONENT = 0x7f800000;

    private WeightLoader() {}

    /**
     * @param files the open files; they may be closed afterwards
     * @param manager owner of the tensors, on the CPU
     * @throws CheckpointException naming the file and the tensor at fault
     */
    public static LoopWeights load(WeightFiles files, LoopLmConfig config, NDManager manager) {
        return LoopWeights.read(config, source(files, config), manager);
    }

    /**
     * The weights one by one.
     *
     * @param files the open files; they stay open while the source is used
     * @throws CheckpointException if they do not hold exactly the weights of the configuration
     */
    public static WeightSource source(WeightFiles files, LoopLmConfig config) {
        files.requireExactly(config);
        return (name, shape, manager) -> {
            SafetensorsFile owner = files.owner(name);
            StoredTensor stored = owner.tensor(name);
            NDArray weight = owner.reading(() -> load(owner.file(), stored, shape, manager));
            // What is copied need not stay in memory twice.
            stored.data().unload();
            return weight;
        };
    }

    private static NDArray load(Path file, StoredTensor stored, List<Long> shape, NDManager manager) {
        if (!stored.type().isWeightType()) {
            throw new CheckpointException(
                    file, stored.name() + ": dtype: " + stored.type() + " (expected: F32, F16 or BF16)");
        }
        if (!stored.shape().equals(shape)) {
            throw new CheckpointException(
                    file, stored.name() + ": shape: " + stored.shape() + " (expected: " + shape + ")");
        }
        NDArray weight = LoopWeights.allocate(manager, shape);
        MemorySegment target = TensorMemory.of(weight);
        raise(stored, target);
        requireFinite(file, stored.name(), target);
        return weight;
    }

    private static void raise(StoredTensor stored, MemorySegment target) {
        MemorySegment source = stored.data();
        switch (stored.type()) {
            case F32 -> target.copyFrom(source);
            case BF16 -> {
                for (long i = 0; i < stored.elements(); i++) {
                    target.setAtIndex(JAVA_INT, i, source.get(JAVA_SHORT_UNALIGNED, 2 * i) << 16);
                }
            }
            case F16 -> {
                for (long i = 0; i < stored.elements(); i++) {
                    target.setAtIndex(JAVA_FLOAT, i, Float.float16ToFloat(source.get(JAVA_SHORT_UNALIGNED, 2 * i)));
                }
            }
            case F64, I64, I32, I16, I8, U8, BOOL -> throw new IllegalArgumentException("type: " + stored.type());
        }
    }

    private static void requireFinite(Path file, String name, MemorySegment values) {
        long elements = values.byteSize() / Float.BYTES;
        for (long i = 0; i < elements; i++) {
            if ((values.getAtIndex(JAVA_INT, i) & FLOAT_EXPONENT) == FLOAT_EXPONENT) {
                throw new CheckpointException(
                        file,
                        name + ": element " + i + ": " + values.getAtIndex(JAVA_FLOAT, i)
                                + " (expected: a finite number)");
            }
        }
    }
}
