package looplm.model.script;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The arguments of one call of a {@link ScriptModule}, in the method's order; closing it frees those made for it. */
public final class CallArguments implements AutoCloseable {

    private final List<IValue> all = new ArrayList<>();
    private final List<IValue> owned = new ArrayList<>();

    public CallArguments add(NDArray tensor) {
        return own(IValue.from((PtNDArray) tensor));
    }

    public CallArguments add(long value) {
        return own(IValue.from(value));
    }

    public CallArguments add(double value) {
        return own(IValue.from(value));
    }

    public CallArguments addList(long... values) {
        return own(IValue.listFrom(values));
    }

    public CallArguments addList(double... values) {
        return own(IValue.listFrom(values));
    }

    public CallArguments addList(Collection<? extends NDArray> tensors) {
        return own(ScriptModule.tensorList(tensors));
    }

    /** An argument that outlives this call, such as the weights. */
    public CallArguments addShared(IValue value) {
        all.add(value);
        return this;
    }

    IValue[] toArray() {
        return all.toArray(IValue[]::new);
    }

    @Override
    public void close() {
        owned.forEach(IValue::close);
    }

    private CallArguments own(IValue value) {
        all.add(value);
        owned.add(value);
        return this;
    }
}
