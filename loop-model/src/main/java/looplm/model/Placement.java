package looplm.model;

/**
 * How a model is held while it serves.
 *
 * @param dtype of its weight matrices
 * @param device of its tensors and computations
 */
public record Placement(Dtype dtype, ComputeDevice device) {

    /** Float32 on the CPU: what everything else is compared with. */
    public static final Placement REFERENCE = new Placement(Dtype.F32, ComputeDevice.CPU);

    public Placement {
        if (dtype == Dtype.INT8 && device == ComputeDevice.CUDA) {
            throw new IllegalArgumentException("dtype: int8 on cuda (expected: f32 or bf16; int8 is for the CPU)");
        }
    }
}
