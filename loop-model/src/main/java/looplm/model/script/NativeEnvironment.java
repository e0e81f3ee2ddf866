package looplm.model.script;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * Sets variables of this process's environment that libtorch reads once, when it starts. What is set already stays: an
 * operator's choice wins.
 */
final class NativeEnvironment {

    private NativeEnvironment() {}

    /** To be called before libtorch is loaded; again does no harm. */
    static void prepare() {
        // Tensors of 2 MB and more in huge pages: reading weights misses the address cache less.
        setDefault("THP_MEM_ALLOC_ENABLE", "1");
    }

    @SuppressWarnings("restricted")
    private static void setDefault(String name, String value) {
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            var nameText = arena.allocateFrom(name);
            var valueText = arena.allocateFrom(value);
            NativeCall.check("setenv " + name, () -> (int) setenv.invokeExact(nameText, valueText, 0));
        }
    }
}
