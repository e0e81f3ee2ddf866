package looplm.model.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a model directory says about generating with it ({@code generation_config.json}, which wins, and {@code
 * config.json}).
 *
 * @param eosTokenIds every token that ends a sequence: those of both files, because original uploads name only one of
 *     the two that the model really emits
 * @param sampled whether sampling, not the most likely token, is the checkpoint's default ({@code do_sample})
 * @param temperature softmax temperature when sampled
 * @param topP mass of the nucleus when sampled, 1 for all
 * @param topK tokens kept when sampled, 0 for all ({@code null}, 0 or -1 in the file: transformers and vLLM differ)
 */
public record GenerationDefaults(
        List<Integer> eosTokenIds, boolean sampled, double temperature, double topP, int topK) {

    /** The file of a model directory that holds the defaults; it may be absent. */
    public static final String FILE = "generation_config.json";

    public GenerationDefaults {
        eosTokenIds = List.copyOf(eosTokenIds);
    }

    /**
     * @throws CheckpointException where the file is there and wrong
     */
    public static GenerationDefaults read(Path directory, LoopLmConfig config) {
        Optional<JsonFields> json = JsonFields.readIfPresent(directory.resolve(FILE));
        if (json.isEmpty()) {
            return new GenerationDefaults(config.eosTokenIds(), false, 1, 1, 0);
        }
        JsonFields fields = json.get();
        var eos = new LinkedHashSet<>(fields.integers("eos_token_id", 0, config.vocabSize() - 1));
        eos.addAll(config.eosTokenIds());
        return new GenerationDefaults(
                new ArrayList<>(eos),
                fields.flag("do_sample", false),
                fields.has("temperature") ? fields.number("temperature", 0, 100) : 1,
                fields.has("top_p") ? fields.number("top_p", 0, 1) : 1,
                Math.max(
                        0,
                        fields.optionalInteger("top_k", -1, Integer.MAX_VALUE).orElse(0)));
    }

    /** The same defaults with more tokens that end a sequence. */
    public GenerationDefaults endingAlsoAt(List<Integer> tokens) {
        var eos = new LinkedHashSet<>(eosTokenIds);
        eos.addAll(tokens);
        return new GenerationDefaults(new ArrayList<>(eos), sampled, temperature, topP, topK);
    }
}
