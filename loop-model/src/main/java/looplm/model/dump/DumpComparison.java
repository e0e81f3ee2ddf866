package looplm.model.dump;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.script.TensorMemory;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import looplm.model.weights.StoredType;

/** How far a dump is from what another implementation computed for the same inputs. Padding is not compared. */
public final class DumpComparison {

    private DumpComparison() {}

    /**
     * Compares every quantity that the file has.
     *
     * @param expected a safetensors file; other tensors in it are left alone
     * @param prefix before every name in the file, such as {@code prefill.}; may be empty
     * @return largest absolute difference by quantity; infinite where one is not a number and the other is
     * @throws CheckpointException naming file and tensor, where a shape differs or nothing can be compared
     */
    public static Map<Quantity, Double> compare(
            SequencedMap<Quantity, NDArray> dump, ForwardInputs inputs, Path expected, String prefix) {
        var errors = new LinkedHashMap<Quantity, Double>();
        try (var file = SafetensorsFile.open(expected)) {
            dump.forEach((quantity, actual) -> {
                StoredTensor other = file.tensors().get(prefix + quantity.key());
                if (other != null) {
                    errors.put(quantity, maxAbsError(expected, quantity, actual, other, inputs));
                }
            });
        }
        if (errors.isEmpty()) {
            throw new CheckpointException(
                    expected, prefix + Quantity.HIDDEN.key() + ": tensor missing (expected: at least one quantity)");
        }
        return errors;
    }

    private static double maxAbsError(
            Path file, Quantity quantity, NDArray actual, StoredTensor expected, ForwardInputs inputs) {
        List<Long> shape = Arrays.stream(actual.getShape().getShape()).boxed().toList();
        if (expected.type() != StoredType.F32 || !expected.shape().equals(shape)) {
            throw new CheckpointException(
                    file,
                    expected.name() + ": " + expected.type() + " " + expected.shape() + " (expected: F32 " + shape
                            + ")");
        }
        long perPosition = product(shape, quantity.positionAxis() + 1);
        long perRow = product(shape, quantity.rowAxis() + 1);
        MemorySegment own = TensorMemory.of(actual);
        double max = 0;
        for (long i = 0; i < expected.elements(); i++) {
            int row = (int) (i / perRow % inputs.rows());
            int position = (int) (i / perPosition % inputs.positions());
            if (inputs.mask()[row * inputs.positions() + position] == 1) {
                float other = expected.data().get(JAVA_FLOAT_UNALIGNED, i * Float.BYTES);
                max = Math.max(max, distance(own.getAtIndex(JAVA_FLOAT, i), other));
            }
        }
        return max;
    }

    private static double distance(float a, float b) {
        double distance = Math.abs((double) a - b);
        return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    }

    private static long product(List<Long> shape, int from) {
        long product = 1;
        for (long size : shape.subList(from, shape.size())) {
            product *= size;
        }
        return product;
    }
}
