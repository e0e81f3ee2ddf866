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
    private @Nullable Packed tiedHead;

    WeightPacker(ScriptModule text, MatrixForm form, LoopLmConfig config) {
        this.text = text;
        this.form = form;
        this.config = config;
    }

    /** The next weight, float32; it may be closed afterwards. */
    void add(String name, NDArray weight) {
        try (IValue plain = IValue.from((PtNDArray) weight)) {
            if (WeightNames.isMatrix(name)) {
                addMatrix(packed(plain));
            } else if (name.equals(WeightNames.EMBEDDING)) {
                addTensor(own(text.callOpaque("pack_embedding", plain)));
                tiedHead = config.tiedEmbeddings() ? packed(plain) : null;
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
        return IValue.tupleFrom(
                own(IValue.listFrom(tensors.toArray(IValue[]::new))),
                own(IValue.listFrom(matrices.toArray(IValue[]::new))));
    }

    @Override
    public void close() {
        owned.forEach(IValue::close);
    }

    private Packed packed(IValue plain) {
        IValue matrix = own(text.callOpaque("pack", plain));
        return new Packed(matrix, form.separatesMatrices() ? own(text.callOpaque("beside", plain)) : null);
    }

    private void addTensor(IValue tensor) {
        tensors.add(tensor);
        if (form.separatesMatrices()) {
            matrices.add(own(text.callOpaque("pack", own(text.callOpaque("stand_in")))));
        }
    }

    private void addMatrix(Packed packed) {
        if (packed.beside() == null) {
            tensors.add(packed.matrix());
        } else {
            tensors.add(packed.beside());
            matrices.add(packed.matrix());
        }
    }

    private IValue own(IValue value) {
        owned.add(value);
        return value;
    }

    /**
     * A matrix as its form holds it.
     *
     * @param beside what is in its place among the tensors; null in a form that does not separate them
     */
    private record Packed(IValue matrix, @Nullable IValue beside) {}
}
