package looplm.model.inspect;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import looplm.model.weights.StoredTensor;

/** The values of a stored weight as float32. */
final class StoredFloats {

    private StoredFloats() {}

    static float at(StoredTensor tensor, long index) {
        return switch (tensor.type()) {
            case F32 -> tensor.data().get(JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
            case BF16 -> Float.intBitsToFloat(tensor.data().get(JAVA_SHORT_UNALIGNED, index * Short.BYTES) << 16);
            case F16 -> Float.float16ToFloat(tensor.data().get(JAVA_SHORT_UNALIGNED, index * Short.BYTES));
            case F64, I64, I32, I16, I8, U8, BOOL ->
                throw new IllegalArgumentException("dtype: " + tensor.type() + " (expected: F32, F16 or BF16)");
        };
    }
}
