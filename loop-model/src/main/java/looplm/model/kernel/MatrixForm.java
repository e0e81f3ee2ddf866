package looplm.model.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;

/**
 * How weights are held and multiplied: the few lines that the forward text leaves open. See {@link ForwardText}. In the
 * order in which one of two that are as fast is taken: the simpler and the more exact first.
 */
public enum MatrixForm {
    F32_PLAIN(Dtype.F32, "f32", "MKL", MatrixForm.TENSORS),
    F32_ONEDNN(Dtype.F32, "f32", "oneDNN", MatrixForm.TENSORS),
    F16_PLAIN(Dtype.F16, "f16-rounded", "plain tensors", MatrixForm.TENSORS),
    F16_FBGEMM(Dtype.F16, "f16", "FBGEMM", MatrixForm.PACKED_PAIR),
    BF16_ONEDNN(Dtype.BF16, "bf16", "oneDNN", MatrixForm.TENSORS),
    BF16_PLAIN(Dtype.BF16, "bf16", "plain tensors", MatrixForm.TENSORS),
    INT8_ONEDNN(Dtype.INT8, "int8", "oneDNN", MatrixForm.TENSOR_PAIR),
    INT8_FBGEMM(Dtype.INT8, "int8-7bit", "FBGEMM, inputs in 7 bits", MatrixForm.PACKED_PAIR);

    private static final String TENSORS = "List[Tensor]";
    private static final String TENSOR_PAIR = "Tuple[List[Tensor], List[Tensor]]";
    private static final String PACKED_PAIR =
            "Tuple[List[Tensor], List[__torch__.torch.classes.quantized.LinearPackedParamsBase]]";

    private static final int PROBE_WIDTH = 64;

    private final Dtype dtype;
    private final String arithmetic;
    private final String library;
    private final String type;

    MatrixForm(Dtype dtype, String arithmetic, String library, String type) {
        this.dtype = dtype;
        this.arithmetic = arithmetic;
        this.library = library;
        this.type = type;
    }

    public Dtype dtype() {
        return dtype;
    }

    /** How it rounds: forms of one arithmetic are as accurate as one another. */
    public String arithmetic() {
        return arithmetic;
    }

    /** Whose products it uses. */
    String library() {
        return library;
    }

    /** Its text: how weights are listed, then how they are packed and multiplied. */
    public String text() {
        String listed = resource(separatesMatrices() ? "pair" : "list");
        return typed(listed + resource(name().toLowerCase(Locale.ROOT)));
    }

    private static String resource(String file) {
        return ForwardText.resource("/looplm/model/matrix/" + file + ".py");
    }

    /** A text with the weights declared as they are in this form. */
    public String typed(String text) {
        return text.replace(ForwardText.DECLARED, "w: " + type);
    }

    /** Whether matrices are apart from the other weights. */
    public boolean separatesMatrices() {
        return !type.equals(TENSORS);
    }

    /** Whether it is offered for this device. */
    boolean runsOn(ComputeDevice device) {
        boolean plain = this == F32_PLAIN || this == F16_PLAIN || this == BF16_PLAIN;
        return device == ComputeDevice.CUDA ? plain : this != F16_PLAIN;
    }

    /** Those offered for a device. */
    public static List<MatrixForm> on(ComputeDevice device) {
        return Arrays.stream(values()).filter(form -> form.runsOn(device)).toList();
    }

    /**
     * Whether the manager's device computes it, and rightly: only trying tells. With products of ones, the largest bytes
     * there are where they are bytes, so that sums in 16 bits would overflow.
     */
    public boolean fits(NDManager manager) {
        String weights = separatesMatrices() ? "([self.beside(x)], [self.pack(x)])" : "[self.pack(x)]";
        String text = text() + "def probe(self, x: Tensor) -> Tensor:\n  return self.linear(x, " + weights + ", 0)\n";
        try (var scope = manager.newSubManager();
                var module = ScriptModule.ofText(scope, text);
                var arguments = new CallArguments()) {
            arguments.add(scope.ones(new Shape(PROBE_WIDTH, PROBE_WIDTH)));
            float sum = module.call(scope, "probe", arguments).head().toFloatArray()[0];
            return Math.abs(sum - PROBE_WIDTH) < 1;
        } catch (EngineException e) {
            return false;
        }
    }

    /**
     * The form that configurations call by this name.
     *
     * @throws IllegalArgumentException naming the accepted ones
     */
    public static MatrixForm named(String name) {
        return Arrays.stream(values())
                .filter(form -> form.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kernel: " + name + " (expected: one of "
                        + Arrays.stream(values()).map(MatrixForm::toString).collect(Collectors.joining(", ")) + ")"));
    }

    /** Its name in configurations. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
