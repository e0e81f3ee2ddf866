package looplm.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How weights are held and multiplied: the few lines that the forward text leaves open. See {@link ForwardText}. */
public enum MatrixForm {
    F32(MatrixForm.TENSORS, "f32"),
    BF16(MatrixForm.TENSORS, "bf16"),
    BF16_ONEDNN(MatrixForm.TENSORS, "bf16_onednn"),
    INT8("Tuple[List[Tensor], List[__torch__.torch.classes.quantized.LinearPackedParamsBase]]", "int8"),
    INT8_ONEDNN("Tuple[List[Tensor], List[Tensor]]", "int8_onednn");

    private static final Logger log = LoggerFactory.getLogger(MatrixForm.class);

    private static final String TENSORS = "List[Tensor]";

    private static final int PROBE_WIDTH = 64;

    private final String type;
    private final String file;

    MatrixForm(String type, String file) {
        this.type = type;
        this.file = file;
    }

    /** Its text. */
    String text() {
        return typed(ForwardText.resource("/looplm/model/matrix/" + file + ".py"));
    }

    /** A text with the weights declared as they are in this form. */
    String typed(String text) {
        return text.replace(ForwardText.DECLARED, "w: " + type);
    }

    /** Whether matrices are apart from the other weights. */
    boolean separatesMatrices() {
        return !type.equals(TENSORS);
    }

    /** The form that serves this placement best here. */
    static MatrixForm of(Placement placement, NDManager manager) {
        return switch (placement.dtype()) {
            case F32 -> F32;
            case BF16 -> placement.device() == ComputeDevice.CPU && BF16_ONEDNN.fits(manager) ? BF16_ONEDNN : BF16;
            case INT8 -> INT8_ONEDNN.fits(manager) ? INT8_ONEDNN : INT8;
        };
    }

    /** Whether this CPU computes it, and rightly. */
    boolean fits(NDManager manager) {
        return switch (this) {
            case F32, BF16, INT8 -> true;
            case BF16_ONEDNN -> runsOneDnn(manager);
            case INT8_ONEDNN -> addsBytesExactly(manager);
        };
    }

    /** Whether oneDNN has bfloat16 kernels for this CPU: only trying tells. */
    private static boolean runsOneDnn(NDManager manager) {
        try {
            probe(BF16_ONEDNN, "[self.pack(x)]", manager);
            return true;
        } catch (EngineException e) {
            log.info("bf16: weights stay unpacked, oneDNN has no kernels for this CPU: {}", e.getMessage());
            return false;
        }
    }

    /** Whether oneDNN adds products of bytes without saturation, tried with the largest there are. */
    private static boolean addsBytesExactly(NDManager manager) {
        float sum = probe(INT8_ONEDNN, "([self.beside(x)], [self.pack(x)])", manager);
        boolean exact = Math.abs(sum - PROBE_WIDTH) < 1;
        if (!exact) {
            log.info("int8: FBGEMM and inputs in 7 bits, this CPU cannot add products of 8 bits exactly");
        }
        return exact;
    }

    /** First element of a product of ones with ones. */
    private static float probe(MatrixForm form, String weights, NDManager manager) {
        String text =
                form.text() + "def probe(self, x: Tensor) -> Tensor:\n  return self.linear(x, " + weights + ", 0)\n";
        try (var scope = manager.newSubManager();
                var module = ScriptModule.ofText(scope, text);
                var arguments = new CallArguments()) {
            arguments.add(scope.ones(new Shape(PROBE_WIDTH, PROBE_WIDTH)));
            return module.call(scope, "probe", arguments).head().toFloatArray()[0];
        }
    }
}
