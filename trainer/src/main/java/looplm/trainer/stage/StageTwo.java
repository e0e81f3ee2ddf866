package looplm.trainer.stage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import looplm.model.script.CallArguments;
import looplm.trainer.optimizer.Parameters;

/**
 * The Stage II loss (arXiv 2510.25741, section 3.4; {@code stage_two.py}) and its gradients on the gate.
 *
 * <p>As {@link StageOne}: gradients are added to those on the parameters, and one thread at a time computes them.
 */
final class StageTwo {

    /** Loss, and its term for each gate in training. */
    record Result(float loss, float[] terms) {}

    private final LoopText text;

    StageTwo(LoopText text) {
        this.text = text;
    }

    /**
     * What each step gained and how likely the gate before or after it should go on.
     *
     * @param ce [T, A]
     * @param manager owner of the results
     * @return gain and target, both [T - 1, A]
     */
    NDList gains(NDArray ce, double k, double gamma, NDManager manager) {
        try (var arguments = new CallArguments()) {
            return text.module().call(manager, "gains", arguments.add(ce).add(k).add(gamma));
        }
    }

    /**
     * Loss and gradients.
     *
     * @param states [T - 1, A, E] that the gates in training see; its manager owns what the call makes
     * @param goOn [T - 1, A] wanted probability of going on
     * @param gate weight and bias
     */
    Result backward(NDArray states, NDArray goOn, Parameters gate) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            var out = text.module().train("stage_two", new NDList(states, goOn), gate.arrays());
            collector.backward(out.get(0));
            return new Result(out.get(0).toFloatArray()[0], out.get(1).toFloatArray());
        }
    }
}
