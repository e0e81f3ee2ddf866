package looplm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.ScriptModule;
import looplm.model.weights.WeightNames;
import org.jspecify.annotations.Nullable;

/**
 * Turns weights, one by one in the forward text's order, into the argument of a form that packs them. Closing it frees
 * its own references; the argument keeps what it needs.
 */
final class WeightPacker implements AutoCloseable {

    private final ScriptModule text;
    private final MatrixForm form;
    private final LoopLmConfig config;
    private final List<IValue> tensors = new ArrayList<>();
    /** Of a form that separates them only, parallel to the tensors. */
    private final List<IValue> matrices = new ArrayList<>();

    private final List<IValue> owned = new ArrayList<>();
    private @Nullable IValue tiedHead;

    WeightPacker(ScriptModule text, MatrixForm form, LoopLmConfig config) {
        this.text = text;
        this.form = form;
        this.config = config;
    }

    /** The next weight, float32; it may be closed afterwards. */
    void add(String name, NDArray weight) {
        try (IValue plain = IValue.from((PtNDArray) weight)) {
            if (WeightNames.isMatrix(name)) {
                addMatrix(own(text.callOpaque("pack", plain)));
            } else if (name.equals(WeightNames.EMBEDDING)) {
                addTensor(own(text.callOpaque("pack_embedding", plain)));
                tiedHead = config.tiedEmbeddings() ? own(text.callOpaque("pack", plain)) : null;
            } else {
                addTensor(own(IValue.from((PtNDArray) weight)));
            }
        }
        if (name.equals(WeightNames.GATE_BIAS) && tiedHead != null) {
            addMatrix(tiedHead);
        }
    }

    /** All of them, as the text takes them. */
    IValue argument() {
        if (!form.separatesMatrices()) {
            return IValue.listFrom(tensors.toArray(IValue[]::new));
        }
        long widest = Math.max(
                Math.max(config.hiddenSize(), config.intermediateSize()),
                (long) config.queryHeads() * config.headDim());
        try (IValue width = IValue.from(widest)) {
            tensors.add(own(text.callOpaque("guard", width)));
        }
        return IValue.tupleFrom(
                own(IValue.listFrom(tensors.toArray(IValue[]::new))),
                own(IValue.listFrom(matrices.toArray(IValue[]::new))));
    }

    @Override
    public void close() {
        owned.forEach(IValue::close);
    }

    private void addTensor(IValue tensor) {
        tensors.add(tensor);
        if (form.separatesMatrices()) {
            matrices.add(standInMatrix());
        }
    }

    private void addMatrix(IValue matrix) {
        if (form.separatesMatrices()) {
            tensors.add(standIn());
            matrices.add(matrix);
        } else {
            tensors.add(matrix);
        }
    }

    private IValue standIn() {
        return own(text.callOpaque("stand_in"));
    }

    private IValue standInMatrix() {
        return own(text.callOpaque("pack", standIn()));
    }

    private IValue own(IValue value) {
        owned.add(value);
        return value;
    }
}
