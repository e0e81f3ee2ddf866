package looplm.trainer.stage;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.Precision;

/**
 * The Stage I loss (arXiv 2510.25741, equation 4; {@code stage_one.py}) and its gradients.
 *
 * <p>A call adds its gradients to those on the parameters; {@link AdamW} uses and clears them. One thread at a time in
 * the whole process: DJL has one gradient collector.
 */
public final class StageOne {

    private final LoopText text;
    private final int recurrentSteps;
    private final Precision precision;

    public StageOne(LoopText text, int recurrentSteps, Precision precision) {
        this.text = text;
        this.recurrentSteps = recurrentSteps;
        this.precision = precision;
    }

    /**
     * Loss and gradients of one batch, or of one part of an update.
     *
     * @param weights [A] of the answer positions, adding up to 1 over the update
     */
    public StageOneResult backward(TrainingBatch batch, float[] weights, double beta, Parameters parameters) {
        try (NDManager step = parameters.arrays().getFirst().getManager().newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            var inputs = text.inputs(batch, recurrentSteps, step);
            inputs.add(step.create(batch.targets(), new Shape(batch.targets().length)));
            inputs.add(step.create(weights, new Shape(weights.length)));
            inputs.add(step.create(new float[] {(float) beta}, new Shape(1)));
            inputs.add(step.create(new long[] {typeNumber()}, new Shape(1)));
            var out = text.module().train("stage_one", inputs, parameters.inTextOrder());
            collector.backward(out.get(0));
            return new StageOneResult(
                    out.get(0).toFloatArray()[0],
                    ByStep.floats(out.get(1)),
                    ByStep.floats(out.get(2)),
                    ByStep.tokens(out.get(3)));
        }
    }

    /** libtorch's number of the type. */
    private long typeNumber() {
        return switch (precision) {
            case FLOAT32 -> 6;
            case BFLOAT16 -> 15;
        };
    }
}
