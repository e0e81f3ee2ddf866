package looplm.trainer.optimizer;

import looplm.model.weights.WeightNames;
import looplm.trainer.recipe.AdamWSettings.WeightDecay;

/** Parameters that are initialised and decayed alike. */
enum ParameterGroup {
    EMBEDDING,
    HEAD,
    GATE,
    NORM,
    MATRIX;

    /** The group of a checkpoint name. */
    static ParameterGroup of(String name) {
        return switch (name) {
            case WeightNames.EMBEDDING -> EMBEDDING;
            case WeightNames.HEAD -> HEAD;
            case WeightNames.GATE_WEIGHT, WeightNames.GATE_BIAS -> GATE;
            default -> name.contains("norm") ? NORM : MATRIX;
        };
    }

    /** Its weight decay. */
    double decay(WeightDecay decay) {
        return switch (this) {
            case EMBEDDING -> decay.embedding();
            case HEAD -> decay.head();
            case GATE -> decay.gate();
            case NORM -> decay.norms();
            case MATRIX -> decay.matrices();
        };
    }
}
