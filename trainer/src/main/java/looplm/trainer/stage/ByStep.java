package looplm.trainer.stage;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/** Tensors [T, A] as Java arrays. */
final class ByStep {

    private ByStep() {}

    static float[][] floats(NDArray byStep) {
        int steps = (int) byStep.getShape().get(0);
        float[] flat = byStep.toFloatArray();
        int width = flat.length / steps;
        var rows = new float[steps][];
        for (int t = 0; t < steps; t++) {
            rows[t] = Arrays.copyOfRange(flat, t * width, (t + 1) * width);
        }
        return rows;
    }

    /** Token ids that travel as floats, which hold every id of a vocabulary exactly. */
    static int[][] tokens(NDArray byStep) {
        float[][] floats = floats(byStep);
        var tokens = new int[floats.length][];
        for (int t = 0; t < tokens.length; t++) {
            tokens[t] = new int[floats[t].length];
            for (int a = 0; a < tokens[t].length; a++) {
                tokens[t][a] = (int) floats[t][a];
            }
        }
        return tokens;
    }
}
