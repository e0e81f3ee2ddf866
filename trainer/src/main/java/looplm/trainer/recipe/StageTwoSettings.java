package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Stage II: the model is frozen and its gate trained on stored states.
 *
 * @param k steepness of the target
 * @param gamma gain in nats that is worth a step
 * @param positions answer positions whose states are stored
 * @param updates of the gate
 * @param batch positions per update
 * @param finalFactor on the learning rate at the end of a cosine
 */
public record StageTwoSettings(
        Target target,
        double k,
        double gamma,
        int positions,
        int updates,
        int batch,
        @JsonProperty("learning_rate") double learningRate,
        @JsonProperty("final_factor") double finalFactor) {

    public StageTwoSettings {
        Check.positive("stage_two.k", k);
        Check.that(gamma >= 0 && Double.isFinite(gamma), "stage_two.gamma", gamma, "0 or more");
        Check.within("stage_two.positions", positions, 1, 1 << 24);
        Check.within("stage_two.updates", updates, 1, 1 << 24);
        Check.within("stage_two.batch", batch, 1, 1 << 20);
        Check.positive("stage_two.learning_rate", learningRate);
        Check.share("stage_two.final_factor", finalFactor);
    }

    /** What a gate learns from (section 3.4 of the paper). */
    public enum Target {
        /** Gate t from the gain of step t, t = 2..T: the paper's. */
        @JsonProperty("published")
        PUBLISHED,
        /** Gate t from the gain of step t + 1, t = 1..T-1: the gates that inference reads. */
        @JsonProperty("look_ahead")
        LOOK_AHEAD
    }
}
