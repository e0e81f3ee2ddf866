package looplm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.MatrixPacker;
import looplm.model.script.ScriptModule;
import looplm.model.weights.WeightNames;
import org.jspecify.annotations.Nullable;

/** Turns weights, one by one in the forward text's order, into the argument of a form that packs them. */
final class WeightPacker implements AutoCloseable {

    private final MatrixPacker packer;
    private final LoopLmConfig config;
    private MatrixPacker.@Nullable Packed tiedHead;

    WeightPacker(ScriptModule text, MatrixForm form, LoopLmConfig config) {
        this.packer = new MatrixPacker(text, form);
        this.config = config;
    }

    /** The next weight, float32; it may be closed afterwards. */
    void add(String name, NDArray weight) {
        try (IValue plain = IValue.from((PtNDArray) weight)) {
            if (WeightNames.isMatrix(name)) {
                packer.addMatrix(packer.pack(plain));
            } else if (name.equals(WeightNames.EMBEDDING)) {
                packer.addEmbedding(plain);
                tiedHead = config.tiedEmbeddings() ? packer.pack(plain) : null;
            } else {
                packer.addTensor(IValue.from((PtNDArray) weight));
            }
        }
        if (name.equals(WeightNames.GATE_BIAS) && tiedHead != null) {
            packer.addMatrix(tiedHead);
        }
    }

    /** All of them, as the text takes them. */
    IValue argument() {
        return packer.argument();
    }

    @Override
    public void close() {
        packer.close();
    }
}
