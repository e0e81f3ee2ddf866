package looplm.model.train.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that decides what a training run computes. {@code recipes/looplm-nano.yaml} explains each key.
 *
 * @param name name of the model
 * @param vocabulary version of the task vocabulary
 * @param seed of the initial weights and of all drawn questions
 */
public record Recipe(
        String name,
        String vocabulary,
        long seed,
        Shape model,
        Init init,
        Data data,
        Loss loss,
        AdamWSettings optimizer,
        Schedule schedule,
        Evaluation evaluation) {

    public Recipe {
        Check.that(!name.isBlank(), "name", name, "a name");
    }

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

        public Shape {
            Check.within("model.layers", layers, 1, 1024);
            Check.within("model.recurrent_steps", recurrentSteps, 2, 64);
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

    /**
     * How much is trained on, and on what.
     *
     * @param tokens padded tokens of the whole run
     * @param rows questions per update
     * @param tasks relative share of the rows by task
     * @param levelShares relative shares of a task's levels, first level first, where no curriculum decides
     */
    public record Data(
            long tokens,
            int rows,
            Map<String, Double> tasks,
            @JsonProperty("level_shares") Map<String, List<Double>> levelShares,
            CurriculumSettings curriculum) {

        public Data {
            Check.that(tokens >= 1, "data.tokens", tokens, "at least 1");
            Check.within("data.rows", rows, 1, 1 << 16);
            Check.that(!tasks.isEmpty(), "data.tasks", tasks, "at least one task");
            tasks.forEach((task, weight) -> Check.positive("data.tasks." + task, weight));
            levelShares.forEach((task, shares) -> Check.that(
                    shares.stream().allMatch(share -> share >= 0)
                            && shares.stream().anyMatch(share -> share > 0),
                    "data.level_shares." + task,
                    shares,
                    "shares of 0 or more, not all 0"));
            tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
            levelShares = Collections.unmodifiableMap(new LinkedHashMap<>(levelShares));
        }
    }

    /** When a task gets harder. */
    public record CurriculumSettings(
            @JsonProperty("advance_at") double advanceAt,
            @JsonProperty("average_factor") double averageFactor,
            @JsonProperty("cap_share") double capShare) {

        public CurriculumSettings {
            Check.share("data.curriculum.advance_at", advanceAt);
            Check.share("data.curriculum.average_factor", averageFactor);
            Check.share("data.curriculum.cap_share", capShare);
        }
    }

    /** Settings of the Stage I loss. */
    public record Loss(
            double beta,
            @JsonProperty("late_beta") double lateBeta,
            @JsonProperty("late_from") double lateFrom,
            @JsonProperty("later_token_weight") double laterTokenWeight) {

        public Loss {
            Check.that(beta >= 0, "loss.beta", beta, "0 or more");
            Check.that(lateBeta >= 0, "loss.late_beta", lateBeta, "0 or more");
            Check.share("loss.late_from", lateFrom);
            Check.share("loss.later_token_weight", laterTokenWeight);
        }

        /** Beta at this share of the run. */
        public double betaAt(double progress) {
            return progress < lateFrom ? beta : lateBeta;
        }
    }

    /** Settings of AdamW. */
    public record AdamWSettings(
            @JsonProperty("learning_rate") double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            @JsonProperty("weight_decay") double weightDecay,
            @JsonProperty("clip_norm") double clipNorm) {

        public AdamWSettings {
            Check.positive("optimizer.learning_rate", learningRate);
            Check.that(beta1 >= 0 && beta1 < 1, "optimizer.beta1", beta1, "at least 0, below 1");
            Check.that(beta2 >= 0 && beta2 < 1, "optimizer.beta2", beta2, "at least 0, below 1");
            Check.positive("optimizer.epsilon", epsilon);
            Check.that(weightDecay >= 0, "optimizer.weight_decay", weightDecay, "0 or more");
            Check.positive("optimizer.clip_norm", clipNorm);
        }
    }

    /** Factor on the learning rate: linear warm-up, constant, cosine. */
    public record Schedule(
            @JsonProperty("warmup_updates") int warmupUpdates,
            @JsonProperty("constant_until") double constantUntil,
            @JsonProperty("final_factor") double finalFactor) {

        public Schedule {
            Check.within("schedule.warmup_updates", warmupUpdates, 0, 1_000_000);
            Check.share("schedule.constant_until", constantUntil);
            Check.share("schedule.final_factor", finalFactor);
        }

        /**
         * The factor for one update.
         *
         * @param update number of the update, from 0
         * @param progress share of the run that is done, 0..1
         */
        public double factor(long update, double progress) {
            double warmup = warmupUpdates == 0 ? 1 : Math.min(1, (update + 1.0) / warmupUpdates);
            if (progress < constantUntil || constantUntil == 1) {
                return warmup;
            }
            double phase = (Math.min(1, progress) - constantUntil) / (1 - constantUntil);
            return warmup * (finalFactor + (1 - finalFactor) * 0.5 * (1 + Math.cos(Math.PI * phase)));
        }
    }

    /** How much is measured. */
    public record Evaluation(
            @JsonProperty("items_per_level") int itemsPerLevel) {

        public Evaluation {
            Check.within("evaluation.items_per_level", itemsPerLevel, 1, 100_000);
        }
    }
}
