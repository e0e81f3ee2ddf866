package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Settings of AdamW. */
public record AdamWSettings(
        @JsonProperty("learning_rate") double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        @JsonProperty("weight_decay") WeightDecay weightDecay,
        @JsonProperty("clip_norm") double clipNorm) {

    public AdamWSettings {
        Check.positive("optimizer.learning_rate", learningRate);
        Check.that(beta1 >= 0 && beta1 < 1, "optimizer.beta1", beta1, "at least 0, below 1");
        Check.that(beta2 >= 0 && beta2 < 1, "optimizer.beta2", beta2, "at least 0, below 1");
        Check.positive("optimizer.epsilon", epsilon);
        Check.positive("optimizer.clip_norm", clipNorm);
    }

    /**
     * Weight decay by group of parameters.
     *
     * @param matrices of the layers
     * @param embedding a tied head included
     * @param gate weight and bias
     */
    public record WeightDecay(double matrices, double embedding, double head, double norms, double gate) {

        /** No decay anywhere. */
        public static final WeightDecay NONE = new WeightDecay(0, 0, 0, 0, 0);

        public WeightDecay {
            for (double decay : new double[] {matrices, embedding, head, norms, gate}) {
                Check.that(decay >= 0 && Double.isFinite(decay), "optimizer.weight_decay", decay, "0 or more");
            }
        }
    }
}
