package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Standard deviations and constants of the initial weights. */
public record Init(
        @JsonProperty("layer_std") double layerStd,
        @JsonProperty("embedding_std") double embeddingStd,
        @JsonProperty("head_std") double headStd,
        @JsonProperty("post_norm_weight") double postNormWeight) {

    public Init {
        Check.positive("init.layer_std", layerStd);
        Check.positive("init.embedding_std", embeddingStd);
        Check.positive("init.head_std", headStd);
        Check.positive("init.post_norm_weight", postNormWeight);
    }
}
