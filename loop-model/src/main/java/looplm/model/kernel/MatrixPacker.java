package looplm.model.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import looplm.model.script.ScriptModule;
import org.jspecify.annotations.Nullable;

/**
 * Collects weights, one by one, into the argument of a form that packs its matrices. Closing it frees its own references;
 * the argument keeps what it needs.
 */
public final class MatrixPacker implements AutoCloseable {

    private final ScriptModule text;
    private final MatrixForm form;
    private final List<IValue> tensors = new ArrayList<>();
    /** Of a form that separates them only, parallel to the tensors. */
    private final List<IValue> matrices = new ArrayList<>();

    private final List<IValue> owned = new ArrayList<>();

    /**
     * @param text compiled from the form's, at least
     */
    public MatrixPacker(ScriptModule text, MatrixForm form) {
        this.text = text;
        this.form = form;
    }

    /** A matrix as this form holds it, to be added where its place is; {@code plain} may be closed afterwards. */
    public Packed pack(IValue plain) {
        IValue matrix = own(text.callOpaque("pack", plain));
        return new Packed(matrix, form.separatesMatrices() ? own(text.callOpaque("beside", plain)) : null);
    }

    /** The embedding; {@code plain} may be closed afterwards. */
    public void addEmbedding(IValue plain) {
        place(own(text.callOpaque("pack_embedding", plain)));
    }

    /** A tensor that is no matrix; it is this object's to close. */
    public void addTensor(IValue tensor) {
        place(own(tensor));
    }

    public void addMatrix(Packed packed) {
        if (packed.beside == null) {
            tensors.add(packed.matrix);
        } else {
            tensors.add(packed.beside);
            matrices.add(packed.matrix);
        }
    }

    /** A matrix of its own with the values of {@code matrix}: a form may hold the tensor itself. */
    public void addCopy(NDArray matrix) {
        try (NDManager scope = matrix.getManager().newSubManager()) {
            NDArray copy = matrix.duplicate();
            copy.attach(scope);
            try (IValue plain = IValue.from((PtNDArray) copy)) {
                addMatrix(pack(plain));
            }
        }
    }

    /** All of them, as the text takes them. */
    public IValue argument() {
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

    private void place(IValue tensor) {
        tensors.add(tensor);
        if (form.separatesMatrices()) {
            matrices.add(own(text.callOpaque("pack", own(text.callOpaque("stand_in")))));
        }
    }

    private IValue own(IValue value) {
        owned.add(value);
        return value;
    }

    /** A matrix as its form holds it. */
    public static final class Packed {

        private final IValue matrix;
        /** What is in its place among the tensors; null in a form that does not separate them. */
        private final @Nullable IValue beside;

        private Packed(IValue matrix, @Nullable IValue beside) {
            this.matrix = matrix;
            this.beside = beside;
        }
    }
}
