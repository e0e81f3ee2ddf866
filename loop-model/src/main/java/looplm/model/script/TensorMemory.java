package looplm.model.script;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The bytes of a CPU tensor as a memory segment, without a copy and without the 2 GB limit of byte buffers.
 *
 * <p>Uses libtorch's plain C interface, which DJL loads but does not offer.
 */
public final class TensorMemory {

    /** Looked up on first use: libtorch must be loaded by then, which it is once there is a tensor. */
    @SuppressWarnings("restricted")
    private static final class Native {
        static final MethodHandle DATA_POINTER = Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.loaderLookup().findOrThrow("aoti_torch_get_data_ptr"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
    }

    private TensorMemory() {}

    /**
     * @param array a contiguous tensor on the CPU; it must stay open while the segment is used
     * @return all its elements, row-major
     */
    @SuppressWarnings("restricted")
    public static MemorySegment of(NDArray array) {
        long bytes = Math.multiplyExact(array.size(), array.getDataType().getNumOfBytes());
        return MemorySegment.ofAddress(address(((PtNDArray) array).getHandle())).reinterpret(bytes);
    }

    private static long address(long handle) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            NativeCall.check("aoti_torch_get_data_ptr", () -> (int) Native.DATA_POINTER.invokeExact(handle, out));
            return out.get(ADDRESS, 0).address();
        }
    }
}
