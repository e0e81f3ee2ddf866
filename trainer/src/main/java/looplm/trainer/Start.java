package looplm.trainer;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;

/**
 * The model that a run begins with: drawn by the recipe, or read from a checkpoint.
 *
 * @param config its sizes
 * @param parameters its weights, in float32
 */
record Start(LoopLmConfig config, Parameters parameters) {

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
                    Parameters.of(new LinkedHashMap<>(
                            WeightLoader.load(files, config, manager).named())));
        }
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
        return new Start(config, Parameters.draw(ParameterSpec.of(config, init), recipe.seed(), manager));
    }
}
