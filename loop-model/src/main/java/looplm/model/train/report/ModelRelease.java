package looplm.model.train.report;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import looplm.model.exit.DepthProfile;
import looplm.model.task.NanoTasks;
import looplm.model.task.NanoVocabulary;
import looplm.model.task.Split;
import looplm.model.task.TokenizerFiles;
import looplm.model.train.TrainedModel;
import looplm.model.train.Trainer;
import looplm.model.train.recipe.RecipeFile;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.WeightsHash;

/**
 * Turns a finished run into a model directory: weights, tokenizer, depth profile and card. The model is measured as it
 * was written, and the directory appears whole or not at all.
 */
public final class ModelRelease {

    /** Steps beyond the trained ones that the card shows. */
    private static final int BEYOND = 2;

    private final RecipeFile recipe;
    private final NanoTasks tasks;

    public ModelRelease(RecipeFile recipe, NanoTasks tasks) {
        this.recipe = recipe;
        this.tasks = tasks;
    }

    /**
     * Measures and publishes.
     *
     * @param out takes the place of the directory of this name, checkpoints included
     * @param timeLimited whether a time limit could have shortened the schedule
     * @return the card, as written
     */
    public ModelCard publish(Trainer trainer, TrainedModel trained, boolean timeLimited, Path out) {
        try (var writer = ModelDirectoryWriter.begin(out)) {
            trainer.write(writer);
            new TokenizerFiles(tasks.vocabulary(), trainer.config().contextLength())
                    .all()
                    .forEach(writer::write);
            var card = card(writer.directory(), trainer, trained, timeLimited);
            writer.write(DepthProfile.FILE, card.tuned().profile().toJson());
            writer.write(CardFigures.FILE, card.figures().toJson());
            writer.write(ModelCard.FILE, card.toMarkdown());
            writer.publish();
            return card;
        }
    }

    private ModelCard card(Path directory, Trainer trainer, TrainedModel trained, boolean timeLimited) {
        var hash = WeightsHash.of(directory);
        int steps = trainer.config().recurrentSteps();
        int items = recipe.recipe().evaluation().itemsPerLevel();
        try (var scorer = Scorer.load(directory, tasks.vocabulary());
                var answers = GeneratedAnswers.load(directory, tasks.vocabulary())) {
            var validation = scorer.score(tasks, Split.VALIDATION, items, steps);
            var tuned = new ProfileTuner(validation, answers::measure, steps).tune(hash);
            var scored = scorer.score(tasks, Split.TEST, items, steps + BEYOND);
            var training = new CardFigures.Training(
                    recipe.sha256(),
                    NanoVocabulary.VERSION,
                    recipe.recipe().seed(),
                    trained.updates(),
                    trained.tokens(),
                    trained.wall().toMillis() / 1000.0,
                    timeLimited);
            var figures = new CardFigures(
                    recipe.recipe().name(),
                    hash.hex(),
                    TokenizerFiles.CHAT_TURNS,
                    trainer.parameterCount(),
                    steps,
                    training,
                    "test",
                    CardFigures.levels(scored, steps + BEYOND),
                    byStep(steps + BEYOND, step -> Accuracies.fixed(scored, step)),
                    byStep(steps + BEYOND, step -> Accuracies.firstWords(scored, step)));
            return new ModelCard(figures, tuned);
        }
    }

    private static List<Double> byStep(int steps, IntToDoubleFunction value) {
        return IntStream.rangeClosed(1, steps).mapToDouble(value).boxed().toList();
    }
}
