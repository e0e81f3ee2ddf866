package looplm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Optional;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.MatrixForm;
import looplm.model.script.ScriptModule;
import looplm.model.weights.LoopWeights;
import looplm.model.weights.WeightNames;
import looplm.model.weights.WeightSource;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights as the forward text takes them: one native argument, built once.
 *
 * <p>Threads: the weights are only read while a model serves.
 */
final class ForwardWeights implements AutoCloseable {

    private static final float LARGEST_F16 = 65504;

    private final IValue argument;
    private final long parameters;
    private final long beyondRange;
    private final @Nullable LoopWeights plain;

    private ForwardWeights(IValue argument, long parameters, long beyondRange, @Nullable LoopWeights plain) {
        this.argument = argument;
        this.parameters = parameters;
        this.beyondRange = beyondRange;
        this.plain = plain;
    }

    /** Weights that stay ordinary tensors, owned by their manager. */
    static ForwardWeights of(LoopWeights plain) {
        return new ForwardWeights(ScriptModule.tensorList(plain.inTextOrder()), plain.parameters(), 0, plain);
    }

    /**
     * Reads weights in the form that the text is compiled for. Each is packed before the next is read, so that the
     * unpacked model is never in memory as a whole.
     *
     * @param text the forward text in this form
     * @param manager of the device
     */
    static ForwardWeights read(
            LoopLmConfig config, WeightSource source, MatrixForm form, ScriptModule text, NDManager manager) {
        if (form == MatrixForm.F32_PLAIN) {
            return of(LoopWeights.read(config, source, manager));
        }
        try (var packer = new WeightPacker(text, form, config)) {
            long parameters = 0;
            long beyondRange = 0;
            for (var weight : WeightNames.shapes(config).entrySet()) {
                try (NDManager scope = manager.newSubManager()) {
                    NDArray plain = LoopWeights.read(weight.getKey(), weight.getValue(), source, scope);
                    beyondRange += form.dtype() == Dtype.F16 ? beyondRange(plain) : 0;
                    packer.add(weight.getKey(), plain);
                    parameters += plain.size();
                }
            }
            return new ForwardWeights(packer.argument(), parameters, beyondRange, null);
        }
    }

    private static long beyondRange(NDArray weight) {
        return weight.abs().gt(LARGEST_F16).countNonzero().getLong();
    }

    /** The argument; it lives as long as this object. */
    IValue argument() {
        return argument;
    }

    /** Number of parameters, a tied head counted once. */
    long parameters() {
        return parameters;
    }

    /** Weights that the dtype has no number for; only float16 lacks any. */
    long beyondRange() {
        return beyondRange;
    }

    /** The tensors themselves; empty where they were packed and cannot be trained or written any more. */
    Optional<LoopWeights> plain() {
        return Optional.ofNullable(plain);
    }

    @Override
    public void close() {
        argument.close();
    }
}
