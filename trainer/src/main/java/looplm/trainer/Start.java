package looplm.trainer;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import looplm.model.checkpoint.JsonFields;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import looplm.trainer.optimizer.ParameterSpec;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model that a run begins with: drawn by the recipe, or read from a checkpoint.
 *
 * @param config its sizes
 * @param configJson what {@code config.json} of the trained model says: all that a checkpoint's said, the type aside
 * @param parameters its weights, in float32
 */
record Start(LoopLmConfig config, String configJson, Parameters parameters) {

    /** Names of the weights' type, transformers' new one and its old one. */
    private static final List<String> TYPE = List.of("dtype", "torch_dtype");

    /**
     * By the recipe.
     *
     * @throws looplm.model.checkpoint.CheckpointException naming the file at fault
     */
    static Start of(Recipe recipe, NanoTasks tasks, NDManager manager) {
        return recipe.start()
                .map(directory -> read(Path.of(directory), manager))
                .orElseGet(() -> fresh(recipe, tasks.vocabulary(), manager));
    }

    private static Start read(Path directory, NDManager manager) {
        var config = LoopLmConfig.read(directory);
        try (var files = WeightFiles.open(directory)) {
            return new Start(
                    config,
                    inFloat32(JsonFields.read(directory.resolve(LoopLmConfig.FILE))),
                    Parameters.of(new LinkedHashMap<>(
                            WeightLoader.load(files, config, manager).named())));
        }
    }

    private static String inFloat32(JsonFields json) {
        ObjectNode copy = (ObjectNode) json.node().deepCopy();
        TYPE.stream().filter(copy::has).forEach(name -> copy.put(name, "float32"));
        if (TYPE.stream().noneMatch(copy::has)) {
            copy.put(TYPE.getLast(), "float32");
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(copy) + "\n";
    }

    private static Start fresh(Recipe recipe, NanoVocabulary vocabulary, NDManager manager) {
        var shape = recipe.model().orElseThrow();
        var init = recipe.init().orElseThrow();
        var config = new LoopLmConfig(
                vocabulary.size(),
                shape.hiddenSize(),
                shape.intermediateSize(),
                shape.layers(),
                shape.attentionHeads(),
                shape.attentionHeads(),
                shape.headDim(),
                shape.recurrentSteps(),
                shape.maxPositions(),
                shape.rmsNormEps(),
                shape.ropeTheta(),
                false,
                1,
                OptionalInt.empty(),
                List.of(NanoVocabulary.EOS),
                OptionalInt.of(NanoVocabulary.PAD),
                init.layerStd());
        return new Start(
                config, config.toJson(), Parameters.draw(ParameterSpec.of(config, init), recipe.seed(), manager));
    }
}
