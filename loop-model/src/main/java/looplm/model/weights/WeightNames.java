package looplm.model.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import looplm.model.checkpoint.LoopLmConfig;

/**
 * The one map between the names of a checkpoint and the order of the forward text's weights: five of the whole model,
 * then eleven per layer.
 */
public final class WeightNames {

    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String FINAL_NORM = "model.norm.weight";
    public static final String GATE_WEIGHT = "model.early_exit_gate.weight";
    public static final String GATE_BIAS = "model.early_exit_gate.bias";

    /** With tied embeddings absent from a checkpoint, or a copy of {@link #EMBEDDING}. */
    public static final String HEAD = "lm_head.weight";

    /** Rotary frequencies, which some exports store and every engine computes. */
    private static final String IGNORED_SUFFIX = "rotary_emb.inv_freq";

    private WeightNames() {}

    /**
     * The weights a model of this configuration has, with their shapes, in the order of the forward text. With tied
     * embeddings the head is left out.
     */
    public static SequencedMap<String, List<Long>> shapes(LoopLmConfig config) {
        long vocab = config.vocabSize();
        long hidden = config.hiddenSize();
        var shapes = new LinkedHashMap<String, List<Long>>();
        shapes.put(EMBEDDING, List.of(vocab, hidden));
        shapes.put(FINAL_NORM, List.of(hidden));
        shapes.put(GATE_WEIGHT, List.of(1L, hidden));
        shapes.put(GATE_BIAS, List.of(1L));
        if (!config.tiedEmbeddings()) {
            shapes.put(HEAD, List.of(vocab, hidden));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            putLayer(shapes, "model.layers." + layer + ".", config);
        }
        return shapes;
    }

    /** Whether this weight is multiplied with: a projection of a layer, or the head. */
    public static boolean isMatrix(String name) {
        return name.equals(HEAD) || name.endsWith("_proj.weight");
    }

    /** Whether a checkpoint may have this tensor without the model using it. */
    public static boolean isIgnored(String name) {
        return name.endsWith(IGNORED_SUFFIX);
    }

    private static void putLayer(SequencedMap<String, List<Long>> shapes, String prefix, LoopLmConfig config) {
        long hidden = config.hiddenSize();
        long intermediate = config.intermediateSize();
        long queries = (long) config.queryHeads() * config.headDim();
        long keys = (long) config.kvHeads() * config.headDim();
        shapes.put(prefix + "input_layernorm.weight", List.of(hidden));
        shapes.put(prefix + "self_attn.q_proj.weight", List.of(queries, hidden));
        shapes.put(prefix + "self_attn.k_proj.weight", List.of(keys, hidden));
        shapes.put(prefix + "self_attn.v_proj.weight", List.of(keys, hidden));
        shapes.put(prefix + "self_attn.o_proj.weight", List.of(hidden, queries));
        shapes.put(prefix + "input_layernorm_2.weight", List.of(hidden));
        shapes.put(prefix + "post_attention_layernorm.weight", List.of(hidden));
        shapes.put(prefix + "mlp.gate_proj.weight", List.of(intermediate, hidden));
        shapes.put(prefix + "mlp.up_proj.weight", List.of(intermediate, hidden));
        shapes.put(prefix + "mlp.down_proj.weight", List.of(hidden, intermediate));
        shapes.put(prefix + "post_attention_layernorm_2.weight", List.of(hidden));
    }
}
