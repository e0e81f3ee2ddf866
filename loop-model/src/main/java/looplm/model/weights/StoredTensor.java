package looplm.model.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One tensor of a mapped safetensors file.
 *
 * @param name its name in the file
 * @param type element type
 * @param shape sizes, row-major; empty for a scalar
 * @param data its bytes, little-endian, inside the mapping: usable while the file is open
 */
public record StoredTensor(String name, StoredType type, List<Long> shape, MemorySegment data) {

    public StoredTensor {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long elements() {
        return data.byteSize() / type.bytes();
    }
}
