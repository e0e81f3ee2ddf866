package looplm.model.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shape of a LoopLM, in our words. Hugging Face's names are translated here and nowhere else.
 *
 * <p>Every value comes from a file that may be hostile, so each has an upper bound that keeps products of them within a
 * {@code long} and tables within memory. Class defaults of the reference are never relied on.
 *
 * @param vocabSize V, rows of the embedding
 * @param hiddenSize E, width of the state
 * @param intermediateSize F, width of the MLP
 * @param layers L, layers of the shared stack
 * @param queryHeads H
 * @param kvHeads K, a divisor of H
 * @param headDim D, even; H * D need not be E
 * @param recurrentSteps T, steps the model was trained with ({@code total_ut_steps})
 * @param contextLength positions a sequence may have ({@code max_position_embeddings})
 * @param normEpsilon added to the mean square in every norm
 * @param ropeTheta base of the rotary frequencies
 * @param tiedEmbeddings the head is the embedding
 * @param exitThreshold threshold on the exit distribution that the checkpoint asks for; 1 never exits early
 * @param exitStep step (0-based) the checkpoint always reads, if it asks for one
 * @param eosTokenIds tokens that end a sequence
 * @param padTokenId token that fills a batch
 * @param initializerRange standard deviation of fresh weights
 */
public record LoopLmConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int queryHeads,
        int kvHeads,
        int headDim,
        int recurrentSteps,
        int contextLength,
        double normEpsilon,
        double ropeTheta,
        boolean tiedEmbeddings,
        double exitThreshold,
        OptionalInt exitStep,
        List<Integer> eosTokenIds,
        OptionalInt padTokenId,
        double initializerRange) {

    /** The file of a model directory that holds the configuration. */
    public static final String FILE = "config.json";

    private static final int MAX_VOCAB = 1 << 22;
    private static final int MAX_WIDTH = 1 << 17;
    private static final int MAX_LAYERS = 1024;
    private static final int MAX_HEADS = 4096;
    private static final int MAX_HEAD_DIM = 1024;
    private static final int MAX_STEPS = 256;
    private static final int MAX_CONTEXT = 1 << 20;

    /** Elements of a rotary table; the two of a model then take 1 GiB. */
    private static final long MAX_ROTARY = 1 << 27;

    public LoopLmConfig {
        check("vocab_size", vocabSize, 1, MAX_VOCAB);
        check("hidden_size", hiddenSize, 1, MAX_WIDTH);
        check("intermediate_size", intermediateSize, 1, MAX_WIDTH);
        check("num_hidden_layers", layers, 1, MAX_LAYERS);
        check("num_attention_heads", queryHeads, 1, MAX_HEADS);
        check("num_key_value_heads", kvHeads, 1, queryHeads);
        check("head_dim", headDim, 2, MAX_HEAD_DIM);
        check("total_ut_steps", recurrentSteps, 1, MAX_STEPS);
        check("max_position_embeddings", contextLength, 1, MAX_CONTEXT);
        require(queryHeads % kvHeads == 0, "num_key_value_heads", kvHeads, "a divisor of num_attention_heads");
        require(headDim % 2 == 0, "head_dim", headDim, "an even number");
        require(
                (long) contextLength * headDim <= MAX_ROTARY,
                "max_position_embeddings",
                contextLength,
                "at most " + MAX_ROTARY / headDim + " positions of head_dim " + headDim);
        require(normEpsilon > 0 && normEpsilon < 1, "rms_norm_eps", normEpsilon, "between 0 and 1");
        require(ropeTheta >= 1 && ropeTheta <= 1e12, "rope_theta", ropeTheta, "1..1e12");
        require(exitThreshold > 0 && exitThreshold <= 1, "early_exit_threshold", exitThreshold, "above 0, at most 1");
        require(initializerRange >= 0 && initializerRange <= 10, "initializer_range", initializerRange, "0..10");
        for (int id : eosTokenIds) {
            check("eos_token_id", id, 0, vocabSize - 1);
        }
        if (padTokenId.isPresent()) {
            check("pad_token_id", padTokenId.getAsInt(), 0, vocabSize - 1);
        }
        eosTokenIds = List.copyOf(eosTokenIds);
    }

    /**
     * Reads {@code config.json} of a model directory.
     *
     * @throws CheckpointException naming the file and the key
     */
    public static LoopLmConfig read(Path directory) {
        return of(JsonFields.read(directory.resolve(FILE)));
    }

    /**
     * Reads a {@code config.json} that lies elsewhere.
     *
     * @param file what to call it in errors
     */
    public static LoopLmConfig parse(Path file, byte[] content) {
        return of(JsonFields.parse(file, content));
    }

    static LoopLmConfig of(JsonFields json) {
        refuseOtherArchitectures(json);
        int queryHeads = json.integer("num_attention_heads", 1, MAX_HEADS);
        int hiddenSize = json.integer("hidden_size", 1, MAX_WIDTH);
        int steps = json.integer("total_ut_steps", 1, MAX_STEPS);
        int vocabSize = json.integer("vocab_size", 1, MAX_VOCAB);
        try {
            return new LoopLmConfig(
                    vocabSize,
                    hiddenSize,
                    json.integer("intermediate_size", 1, MAX_WIDTH),
                    json.integer("num_hidden_layers", 1, MAX_LAYERS),
                    queryHeads,
                    json.optionalInteger("num_key_value_heads", 1, queryHeads).orElse(queryHeads),
                    headDim(json, hiddenSize, queryHeads),
                    steps,
                    json.integer("max_position_embeddings", 1, MAX_CONTEXT),
                    json.number("rms_norm_eps", 0, 1),
                    RopeKeys.theta(json),
                    json.flag("tie_word_embeddings", false),
                    exitThreshold(json),
                    exitStep(json, steps),
                    json.integers("eos_token_id", 0, vocabSize - 1),
                    padToken(json, vocabSize),
                    json.has("initializer_range") ? json.number("initializer_range", 0, 10) : 0.02);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(json.file(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The configuration as {@code config.json}, readable by the reference implementation too. */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("OuroForCausalLM"));
        json.put("model_type", "ouro");
        json.put("vocab_size", vocabSize);
        json.put("hidden_size", hiddenSize);
        json.put("intermediate_size", intermediateSize);
        json.put("num_hidden_layers", layers);
        json.put("num_attention_heads", queryHeads);
        json.put("num_key_value_heads", kvHeads);
        json.put("head_dim", headDim);
        json.put("hidden_act", "silu");
        json.put("total_ut_steps", recurrentSteps);
        json.put("early_exit_threshold", exitThreshold);
        exitStep.ifPresent(step -> json.put("early_exit_step", step));
        json.put("max_position_embeddings", contextLength);
        json.put("rms_norm_eps", normEpsilon);
        json.put("rope_theta", ropeTheta);
        json.put("tie_word_embeddings", tiedEmbeddings);
        json.put("initializer_range", initializerRange);
        json.put("eos_token_id", eosTokenIds.size() == 1 ? eosTokenIds.getFirst() : eosTokenIds);
        padTokenId.ifPresent(id -> json.put("pad_token_id", id));
        json.put("torch_dtype", "float32");
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    /** What would change the forward pass and is not in it must not be ignored. */
    private static void refuseOtherArchitectures(JsonFields json) {
        if (!json.text("model_type").equals(Optional.of("ouro"))) {
            throw json.fault("model_type", "\"ouro\"");
        }
        if (!json.text("hidden_act").orElse("silu").equals("silu")) {
            throw json.fault("hidden_act", "\"silu\"");
        }
        if (json.flag("use_sliding_window", false)) {
            throw json.fault("use_sliding_window", "false");
        }
        if (json.flag("attention_bias", false)) {
            throw json.fault("attention_bias", "false");
        }
        if (json.has("layer_types")) {
            List<String> types = json.texts("layer_types");
            int layers = json.integer("num_hidden_layers", 1, MAX_LAYERS);
            if (types.size() != layers || !types.stream().allMatch("full_attention"::equals)) {
                throw json.fault("layer_types", "\"full_attention\", " + layers + " times");
            }
        }
    }

    private static int headDim(JsonFields json, int hiddenSize, int queryHeads) {
        OptionalInt given = json.optionalInteger("head_dim", 2, MAX_HEAD_DIM);
        if (given.isEmpty() && hiddenSize % queryHeads != 0) {
            throw json.fault("hidden_size", "a multiple of num_attention_heads where head_dim is missing");
        }
        return given.orElse(hiddenSize / queryHeads);
    }

    /** The reference compares with any number; above 1 is never reached, which 1 says as well. */
    private static double exitThreshold(JsonFields json) {
        return json.has("early_exit_threshold")
                ? Math.min(1, json.number("early_exit_threshold", Math.nextUp(0), 1e9))
                : 1;
    }

    /** The reference ignores a step outside its range. */
    private static OptionalInt exitStep(JsonFields json, int steps) {
        OptionalInt step = json.optionalInteger("early_exit_step", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return step.isPresent() && step.getAsInt() >= 0 && step.getAsInt() < steps ? step : OptionalInt.empty();
    }

    private static OptionalInt padToken(JsonFields json, int vocabSize) {
        return json.optionalInteger("pad_token_id", 0, vocabSize - 1);
    }

    private static void check(String key, int value, int min, int max) {
        require(value >= min && value <= max, key, value, min + ".." + max);
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: " + expected + ")");
        }
    }
}
