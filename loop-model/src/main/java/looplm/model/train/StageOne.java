package looplm.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;

/**
 * The Stage I loss (arXiv 2510.25741, equation 4; {@code stage_one.py}) and its gradients.
 *
 * <p>A call leaves the gradients on the parameters; {@link AdamW} uses and clears them. One thread at a time in the
 * whole process: DJL has one gradient collector.
 */
final class StageOne {

    private final LoopText text;
    private final int recurrentSteps;

    StageOne(LoopText text, int recurrentSteps) {
        this.text = text;
        this.recurrentSteps = recurrentSteps;
    }

    /**
     * Loss and gradients of one batch.
     *
     * @param weights [A] of the answer positions, adding up to 1
     */
    StageOneResult backward(Batch batch, float[] weights, double beta, Parameters parameters) {
        try (NDManager step = parameters.arrays().getFirst().getManager().newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            var inputs = text.inputs(batch, recurrentSteps, step);
            inputs.add(step.create(batch.targets(), new Shape(batch.targets().length)));
            inputs.add(step.create(weights, new Shape(weights.length)));
            inputs.add(step.create(new float[] {(float) beta}, new Shape(1)));
            var out = text.module().train("stage_one", inputs, parameters.arrays());
            collector.backward(out.get(0));
            return new StageOneResult(
                    out.get(0).toFloatArray()[0], rows(out.get(1)), rows(out.get(2)), flags(out.get(3)));
        }
    }

    static float[][] rows(NDArray byStep) {
        int steps = (int) byStep.getShape().get(0);
        float[] flat = byStep.toFloatArray();
        int width = flat.length / steps;
        var rows = new float[steps][];
        for (int t = 0; t < steps; t++) {
            rows[t] = Arrays.copyOfRange(flat, t * width, (t + 1) * width);
        }
        return rows;
    }

    static boolean[][] flags(NDArray byStep) {
        float[][] rows = rows(byStep);
        var flags = new boolean[rows.length][];
        for (int t = 0; t < rows.length; t++) {
            flags[t] = new boolean[rows[t].length];
            for (int a = 0; a < rows[t].length; a++) {
                flags[t][a] = rows[t][a] != 0;
            }
        }
        return flags;
    }
}
