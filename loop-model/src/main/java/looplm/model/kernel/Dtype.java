package looplm.model.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a model's weight matrices are held in while it serves, whatever its files hold. All else is float32. */
public enum Dtype {
    /** As trained, or raised from what is stored: the most exact, the most memory. */
    F32(4),
    /** Half the memory of {@link #F32}; on a CPU the rounding of the weights is all the error there is. */
    F16(2),
    /** Half the memory of {@link #F32}; lossless for a checkpoint stored in bf16, but products are rounded. */
    BF16(2),
    /** A quarter of the memory, quantised at load: one scale per output of a matrix and per row of an input. */
    INT8(1);

    private final int bytes;

    Dtype(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one weight of a matrix. */
    public int bytes() {
        return bytes;
    }

    /**
     * The type that configurations and command lines call by this name.
     *
     * @throws IllegalArgumentException naming the accepted ones
     */
    public static Dtype named(String name) {
        for (Dtype dtype : values()) {
            if (dtype.toString().equals(name)) {
                return dtype;
            }
        }
        String names = Arrays.stream(values()).map(Dtype::toString).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("dtype: " + name + " (expected: one of " + names + ")");
    }

    /** Its name in configurations and on command lines. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
