package looplm.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import looplm.model.script.ScriptModule;
import looplm.trainer.recipe.AdamWSettings;
import org.jspecify.annotations.Nullable;

/**
 * AdamW with clipping by the global norm ({@code adamw.py}), updating the parameters in place. One thread uses it.
 *
 * <p>DJL's own optimizer clips element by element and from one side only, so it is not used.
 */
public final class AdamW implements AutoCloseable {

    private static final String TEXT = "/looplm/trainer/optimizer/adamw.py";

    private final AdamWSettings settings;
    private final Parameters parameters;
    private final NDManager manager;
    private final ScriptModule module;
    private final IValue weightList;
    private final IValue decayList;
    private @Nullable Moments moments;
    private long updates;

    /**
     * An optimizer at update 0.
     *
     * @param decays weight decay per parameter
     */
    public AdamW(AdamWSettings settings, Parameters parameters, List<Double> decays, NDManager parent) {
        this.settings = settings;
        this.parameters = parameters;
        manager = parent.newSubManager();
        module = ScriptModule.ofText(manager, TrainingText.of(TEXT));
        weightList = ScriptModule.tensorList(parameters.arrays());
        decayList =
                IValue.listFrom(decays.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** An optimizer at update 0 whose weight decay goes by group. */
    public static AdamW byGroup(AdamWSettings settings, Parameters parameters, NDManager parent) {
        List<Double> decays = parameters.names().stream()
                .map(name -> ParameterGroup.of(name).decay(settings.weightDecay()))
                .toList();
        return new AdamW(settings, parameters, decays, parent);
    }

    /** Twice the memory of the parameters, so made when they are first needed: Stage II alone never does. */
    private record Moments(List<NDArray> first, List<NDArray> second, IValue firstList, IValue secondList) {

        static Moments of(List<NDArray> first, List<NDArray> second) {
            return new Moments(first, second, ScriptModule.tensorList(first), ScriptModule.tensorList(second));
        }
    }

    private Moments moments() {
        if (moments == null) {
            moments = Moments.of(zeros(), zeros());
        }
        return moments;
    }

    private List<NDArray> zeros() {
        return parameters.arrays().stream()
                .map(array -> manager.zeros(array.getShape()))
                .toList();
    }

    /**
     * Applies the gradients that the parameters hold, then clears them.
     *
     * @param factor on the recipe's learning rate
     * @return global norm before clipping; if it is not finite, the parameters are unchanged
     */
    public double update(double factor) {
        List<NDArray> gradients =
                parameters.arrays().stream().map(NDArray::getGradient).toList();
        double norm = run(gradients, factor * settings.learningRate());
        gradients.forEach(NDArray::close);
        parameters.arrays().forEach(array -> JniUtils.zeroGrad((PtNDArray) array));
        if (Double.isFinite(norm)) {
            updates++;
        }
        return norm;
    }

    private double run(List<NDArray> gradients, double learningRate) {
        try (NDManager step = manager.newSubManager();
                IValue gradientList = ScriptModule.tensorList(gradients);
                IValue number = IValue.from(updates + 1);
                IValue rate = IValue.from(learningRate);
                IValue beta1 = IValue.from(settings.beta1());
                IValue beta2 = IValue.from(settings.beta2());
                IValue epsilon = IValue.from(settings.epsilon());
                IValue clip = IValue.from(settings.clipNorm())) {
            return module.call(
                            step,
                            "update",
                            weightList,
                            gradientList,
                            moments().firstList(),
                            moments().secondList(),
                            decayList,
                            number,
                            rate,
                            beta1,
                            beta2,
                            epsilon,
                            clip)
                    .head()
                    .toFloatArray()[0];
        }
    }

    /** Goes on from an earlier number of updates, once the moments have been set. */
    public void continueFrom(long earlierUpdates) {
        updates = earlierUpdates;
    }

    /** Updates made. */
    public long updates() {
        return updates;
    }

    /** Running means of the gradients, in the parameters' order. */
    public List<NDArray> firstMoments() {
        return moments().first();
    }

    /** Running means of the squared gradients, in the parameters' order. */
    public List<NDArray> secondMoments() {
        return moments().second();
    }

    @Override
    public void close() {
        if (moments != null) {
            moments.firstList().close();
            moments.secondList().close();
        }
        weightList.close();
        decayList.close();
        module.close();
        manager.close();
    }
}
