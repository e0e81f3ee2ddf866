package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Sizes of the model; the vocabulary's size comes from the tasks. */
public record Shape(
        @JsonProperty("hidden_size") int hiddenSize,
        int layers,
        @JsonProperty("recurrent_steps") int recurrentSteps,
        @JsonProperty("attention_heads") int attentionHeads,
        @JsonProperty("intermediate_size") int intermediateSize,
        @JsonProperty("max_positions") int maxPositions,
        @JsonProperty("rope_theta") double ropeTheta,
        @JsonProperty("rms_norm_eps") double rmsNormEps) {

    /** More recurrent steps than this are a mistake. */
    static final int MAX_STEPS = 64;

    public Shape {
        Check.within("model.layers", layers, 1, 1024);
        Check.within("model.recurrent_steps", recurrentSteps, 1, MAX_STEPS);
        Check.within("model.attention_heads", attentionHeads, 1, 1024);
        Check.within("model.hidden_size", hiddenSize, 2, 1 << 20);
        Check.that(
                hiddenSize % (2 * attentionHeads) == 0,
                "model.hidden_size",
                hiddenSize,
                "a multiple of 2 * attention_heads");
        Check.within("model.intermediate_size", intermediateSize, 1, 1 << 24);
        Check.within("model.max_positions", maxPositions, 64, 1 << 20);
        Check.positive("model.rope_theta", ropeTheta);
        Check.positive("model.rms_norm_eps", rmsNormEps);
    }

    /** Size of one attention head. */
    public int headDim() {
        return hiddenSize / attentionHeads;
    }
}
