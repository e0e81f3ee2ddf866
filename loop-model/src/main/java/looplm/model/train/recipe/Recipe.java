package looplm.model.train.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that decides what a training run computes. {@code recipes/README.md} explains each key.
 *
 * @param name name of the model
 * @param start directory of the checkpoint to go on from; without it a new model is made by {@code model} and {@code
 *     init}
 * @param vocabulary version of the task vocabulary, where the data are tasks
 * @param seed of the initial weights and of the order and choice of all documents
 * @param precision of the forward pass and its gradients
 * @param stageTwo training of the exit gate afterwards; without it the gate stays as Stage I left it
 */
public record Recipe(
        String name,
        Optional<String> start,
        Optional<String> vocabulary,
        long seed,
        Precision precision,
        Optional<Shape> model,
        Optional<Init> init,
        Data data,
        Loss loss,
        AdamWSettings optimizer,
        Schedule schedule,
        Checkpoints checkpoints,
        @JsonProperty("stage_two") Optional<StageTwoSettings> stageTwo,
        Evaluation evaluation) {

    public Recipe {
        Check.that(!name.isBlank(), "name", name, "a name");
        boolean fresh = start.isEmpty();
        Check.that(model.isPresent() == fresh, "model", present(model), fresh ? "given" : "absent beside start");
        Check.that(init.isPresent() == fresh, "init", present(init), fresh ? "given" : "absent beside start");
        boolean tasks = !data.tasks().isEmpty();
        Check.that(tasks || !fresh, "start", "absent", "a checkpoint, whose tokenizer reads data.files");
        Check.that(vocabulary.isPresent() == tasks, "vocabulary", present(vocabulary), tasks ? "given" : "absent");
        Check.that(
                data.tokens() > 0 || (!fresh && stageTwo.isPresent()),
                "data.tokens",
                data.tokens(),
                "above 0; 0 only for stage_two alone, beside start");
    }

    private static String present(Optional<?> value) {
        return value.isPresent() ? "given" : "absent";
    }

    /** Number type of the forward pass; parameters and optimizer always keep float32. */
    public enum Precision {
        /** Everywhere. */
        @JsonProperty("float32")
        FLOAT32,
        /** Half the memory, and faster where the device multiplies it faster. */
        @JsonProperty("bfloat16")
        BFLOAT16
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
            Check.within("model.recurrent_steps", recurrentSteps, 1, 64);
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
     * How much is trained on, and on what: tasks or files.
     *
     * @param tokens padded tokens of the whole run; 0 leaves Stage I out
     * @param rows documents per update
     * @param accumulation parts that an update's documents are divided into; their gradients are added
     * @param rowLength positions of a row that several documents share, none seeing another; 0 gives each its own row
     * @param tasks relative share of the rows by task
     * @param levelShares relative shares of a task's levels, first level first, where no curriculum decides
     * @param curriculum of the tasks
     * @param files JSON lines, read in full and shuffled for every epoch
     */
    public record Data(
            long tokens,
            int rows,
            int accumulation,
            @JsonProperty("row_length") int rowLength,
            Map<String, Double> tasks,
            @JsonProperty("level_shares") Map<String, List<Double>> levelShares,
            Optional<CurriculumSettings> curriculum,
            List<FileSettings> files) {

        public Data {
            Check.that(tokens >= 0, "data.tokens", tokens, "0 or more");
            Check.within("data.rows", rows, 1, 1 << 16);
            Check.within("data.accumulation", accumulation, 1, rows);
            Check.within("data.row_length", rowLength, 0, 1 << 20);
            Check.that(
                    tasks.isEmpty() != files.isEmpty(),
                    "data",
                    tasks.size() + " tasks, " + files.size() + " files",
                    "tasks or files");
            Check.that(
                    curriculum.isPresent() != tasks.isEmpty(),
                    "data.curriculum",
                    present(curriculum),
                    tasks.isEmpty() ? "absent" : "given");
            tasks.forEach((task, weight) -> Check.positive("data.tasks." + task, weight));
            levelShares.forEach((task, shares) -> Check.that(
                    shares.stream().allMatch(share -> share >= 0)
                            && shares.stream().anyMatch(share -> share > 0),
                    "data.level_shares." + task,
                    shares,
                    "shares of 0 or more, not all 0"));
            tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
            levelShares = Collections.unmodifiableMap(new LinkedHashMap<>(levelShares));
            files = List.copyOf(files);
        }
    }

    /**
     * One file of documents.
     *
     * @param path as the command's working directory sees it
     * @param format of its lines
     */
    public record FileSettings(String path, Format format) {

        public FileSettings {
            Check.that(!path.isBlank(), "data.files.path", path, "a path");
        }
    }

    /** What a line of a file holds, and which of its tokens are learned. */
    public enum Format {
        /** {@code {"text"}}: every token. */
        @JsonProperty("text")
        TEXT,
        /** {@code {"prompt", "completion"}}: the completion and the end. */
        @JsonProperty("prompt_completion")
        PROMPT_COMPLETION,
        /** {@code {"messages": [{"role", "content"}]}}: what the assistant says. */
        @JsonProperty("chat")
        CHAT
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

    /**
     * Settings of the Stage I loss.
     *
     * @param beta weight of the exit distribution's entropy, by phase of the run
     * @param promptTokenWeight of tokens that are read but not asked for; 0 learns answers only
     * @param laterTokenWeight of answer tokens after the first, and of the end marker; the first one's is 1
     */
    public record Loss(
            List<BetaPhase> beta,
            @JsonProperty("prompt_token_weight") double promptTokenWeight,
            @JsonProperty("later_token_weight") double laterTokenWeight) {

        public Loss {
            Check.that(!beta.isEmpty() && beta.getFirst().from() == 0, "loss.beta", beta, "a first phase from 0");
            for (int i = 1; i < beta.size(); i++) {
                Check.that(
                        beta.get(i).from() > beta.get(i - 1).from(),
                        "loss.beta[%d].from".formatted(i),
                        beta.get(i).from(),
                        "above " + beta.get(i - 1).from());
            }
            beta = List.copyOf(beta);
            Check.share("loss.prompt_token_weight", promptTokenWeight);
            Check.share("loss.later_token_weight", laterTokenWeight);
        }

        /** Beta at this share of the run. */
        public double betaAt(double progress) {
            double now = beta.getFirst().beta();
            for (BetaPhase phase : beta) {
                now = progress >= phase.from() ? phase.beta() : now;
            }
            return now;
        }
    }

    /**
     * One phase.
     *
     * @param from share of the run at which it begins
     */
    public record BetaPhase(double from, double beta) {

        public BetaPhase {
            Check.share("loss.beta.from", from);
            Check.that(beta >= 0 && Double.isFinite(beta), "loss.beta.beta", beta, "0 or more");
        }
    }

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

    /** How the learning rate falls at the end. */
    public enum Decay {
        /** Half a cosine; with {@code constant_until: 0} the usual warm-up and cosine. */
        @JsonProperty("cosine")
        COSINE,
        /** A straight line: warm-up, stable, decay (WSD). */
        @JsonProperty("linear")
        LINEAR
    }

    /**
     * Factor on the learning rate: linear warm-up, constant, decay.
     *
     * @param constantUntil share of the run at which the decay begins
     * @param finalFactor at the end of the run
     */
    public record Schedule(
            @JsonProperty("warmup_updates") int warmupUpdates,
            @JsonProperty("constant_until") double constantUntil,
            Decay decay,
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
            double left = switch (decay) {
                case COSINE -> 0.5 * (1 + Math.cos(Math.PI * phase));
                case LINEAR -> 1 - phase;
            };
            return warmup * (finalFactor + (1 - finalFactor) * left);
        }
    }

    /** When the state of the run is saved, beside its end and a request to stop. */
    public record Checkpoints(@JsonProperty("every_updates") int everyUpdates, int keep) {

        public Checkpoints {
            Check.within("checkpoints.every_updates", everyUpdates, 1, 1_000_000_000);
            Check.within("checkpoints.keep", keep, 1, 1000);
        }
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
    }

    /** How much is measured. */
    public record Evaluation(
            @JsonProperty("items_per_level") int itemsPerLevel) {

        public Evaluation {
            Check.within("evaluation.items_per_level", itemsPerLevel, 1, 100_000);
        }
    }
}
