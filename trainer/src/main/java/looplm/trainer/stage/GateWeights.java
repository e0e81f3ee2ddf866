package looplm.trainer.stage;

import looplm.model.weights.WeightNames;
import looplm.trainer.optimizer.Parameters;

/**
 * An exit gate.
 *
 * @param weight [E]
 * @param bias one value
 */
public record GateWeights(float[] weight, float bias) {

    public static GateWeights of(Parameters parameters) {
        return new GateWeights(
                parameters.get(WeightNames.GATE_WEIGHT).toFloatArray(),
                parameters.get(WeightNames.GATE_BIAS).toFloatArray()[0]);
    }
}
