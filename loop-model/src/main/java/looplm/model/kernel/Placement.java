package looplm.model.kernel;

import java.util.Optional;

/**
 * How a model is to be held while it serves.
 *
 * @param dtype of its weight matrices; empty to choose it, see {@link DtypeChoice#AUTO}
 * @param device of its tensors and computations
 * @param kernel the form its matrices must have; empty for the fastest of the dtype's
 * @param rows in how many rows together it is mostly computed: what the fastest form is found for
 */
public record Placement(Optional<Dtype> dtype, ComputeDevice device, Optional<MatrixForm> kernel, int rows) {

    /** Float32 on the CPU, as plain tensors: what is trained, written and compared with. */
    public static final Placement REFERENCE = new Placement(MatrixForm.F32_PLAIN, ComputeDevice.CPU);

    public Placement {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: 1 or more)");
        }
        if (dtype.equals(Optional.of(Dtype.INT8)) && device == ComputeDevice.CUDA) {
            throw new IllegalArgumentException("dtype: int8 on cuda (expected: f32, f16 or bf16; int8 is for the CPU)");
        }
        if (kernel.isPresent()) {
            requireFitting(kernel.get(), dtype, device);
        }
    }

    /** The fastest form of a dtype for one row. */
    public Placement(Dtype dtype, ComputeDevice device) {
        this(Optional.of(dtype), device, Optional.empty(), 1);
    }

    /** One form and no other. */
    public Placement(MatrixForm kernel, ComputeDevice device) {
        this(Optional.of(kernel.dtype()), device, Optional.of(kernel), 1);
    }

    private static void requireFitting(MatrixForm kernel, Optional<Dtype> dtype, ComputeDevice device) {
        if (!kernel.runsOn(device)) {
            throw new IllegalArgumentException(
                    "kernel: " + kernel + " on " + device + " (expected: one of " + MatrixForm.on(device) + ")");
        }
        if (dtype.isPresent() && kernel.dtype() != dtype.get()) {
            throw new IllegalArgumentException("kernel: " + kernel + ", of " + kernel.dtype() + ", with dtype "
                    + dtype.get() + " (expected: a kernel of that dtype, or dtype auto)");
        }
    }
}
