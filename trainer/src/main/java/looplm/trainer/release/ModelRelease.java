package looplm.trainer.release;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import looplm.model.exit.DepthProfile;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.WeightsHash;
import looplm.trainer.MetricsFile;
import looplm.trainer.TrainedModel;
import looplm.trainer.Trainer;
import looplm.trainer.card.CardFigures;
import looplm.trainer.card.JudgeFigures;
import looplm.trainer.card.ModelCard;
import looplm.trainer.card.RefusalFigures;
import looplm.trainer.profile.GeneratedAnswers;
import looplm.trainer.profile.ProfileTuner;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.recipe.StageTwoSettings;
import looplm.trainer.recipe.StageTwoSettings.Target;
import looplm.trainer.scoring.Accuracies;
import looplm.trainer.scoring.AnswerScorer;
import looplm.trainer.scoring.ExitCurve;
import looplm.trainer.scoring.ScoredLevel;
import looplm.trainer.stage.GateWeights;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.Split;
import looplm.trainer.task.TokenizerFiles;
import tools.jackson.databind.JsonNode;

/**
 * Turns a finished run on tasks into a model directory: weights, tokenizer, depth profile, card and curves. The model
 * is measured as it was written, and the directory appears whole or not at all.
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
     * Trains the gate, measures and publishes.
     *
     * @param out takes the place of the directory of this name, checkpoints included
     * @param timeLimited whether a time limit could have shortened the schedule
     * @return the card, as written
     */
    public ModelCard publish(Trainer trainer, TrainedModel trained, boolean timeLimited, Path out) {
        var gates = new ArrayList<Gate>();
        gates.add(new Gate(ModelCard.gateName("stage_one"), trainer.gate()));
        Map<Target, GateWeights> tuned = trainer.tuneGate();
        tuned.forEach((target, weights) -> gates.add(new Gate(ModelCard.gateName(key(target)), weights)));
        List<JsonNode> metrics = trainer.metrics().lines();
        try (var writer = ModelDirectoryWriter.begin(out)) {
            trainer.write(writer);
            new TokenizerFiles(tasks.vocabulary(), trainer.config().contextLength())
                    .all()
                    .forEach(writer::write);
            var card = card(writer.directory(), trainer, trained, timeLimited, gates);
            card.files().forEach(writer::write);
            writer.write(DepthProfile.FILE, card.tuned().profile().toJson());
            writer.write(CurvesReport.FILE, CurvesReport.html(recipe.recipe().name(), metrics));
            writer.write(
                    MetricsFile.NAME, metrics.stream().map(line -> line + "\n").collect(Collectors.joining()));
            writer.publish();
            return card;
        }
    }

    /** A gate to compare. */
    private record Gate(String name, GateWeights weights) {}

    private static String key(Target target) {
        return switch (target) {
            case PUBLISHED -> "published";
            case LOOK_AHEAD -> "look_ahead";
        };
    }

    private ModelCard card(
            Path directory, Trainer trainer, TrainedModel trained, boolean timeLimited, List<Gate> gates) {
        var hash = WeightsHash.of(directory);
        int steps = trainer.config().recurrentSteps();
        int items = recipe.recipe().evaluation().itemsPerLevel();
        try (var scorer = AnswerScorer.load(directory, tasks.vocabulary());
                var answers = GeneratedAnswers.load(directory, tasks.vocabulary())) {
            var validation = scorer.score(tasks, Split.VALIDATION, items, steps);
            var tuned = new ProfileTuner(validation, answers::measure, steps).tune(hash);
            var scored = scorer.score(tasks, Split.TEST, items, steps + BEYOND);
            var figures = new CardFigures(
                    recipe.recipe().name(),
                    hash.hex(),
                    TokenizerFiles.CHAT_TURNS,
                    trainer.parameterCount(),
                    trainer.config().layers(),
                    steps,
                    trainer.config().hiddenSize(),
                    training(trained, timeLimited),
                    recipe.recipe().goals(),
                    "test",
                    CardFigures.levels(scored, steps + BEYOND),
                    byStep(steps + BEYOND, step -> Accuracies.fixed(scored, step)),
                    byStep(steps + BEYOND, step -> Accuracies.firstWords(scored, step)),
                    exits(directory, scored, gates, items, steps),
                    RefusalFigures.of(scored, tasks.vocabulary(), steps),
                    JudgeFigures.of(scorer, scored, steps),
                    List.of());
            return new ModelCard(figures, tuned);
        }
    }

    private CardFigures.Training training(TrainedModel trained, boolean timeLimited) {
        return new CardFigures.Training(
                recipe.sha256(),
                NanoVocabulary.VERSION,
                recipe.recipe().seed(),
                trained.updates(),
                trained.tokens(),
                recipe.recipe()
                        .stageTwo()
                        .map(StageTwoSettings::target)
                        .map(ModelRelease::key)
                        .orElse("stage_one"),
                trained.wall().toMillis() / 1000.0,
                trained.cpu().toMillis() / 1000.0,
                PeakMemory.bytes(),
                timeLimited);
    }

    /** Fixed depths, every gate, and leaving where the state stands still; a model of one step has no exits. */
    private List<ExitCurve> exits(Path directory, List<ScoredLevel> scored, List<Gate> gates, int items, int steps) {
        if (steps == 1) {
            return List.of();
        }
        var curves = new ArrayList<ExitCurve>();
        curves.add(ExitCurve.fixed(scored, steps));
        for (Gate gate : gates) {
            try (var scorer = AnswerScorer.load(directory, tasks.vocabulary(), Optional.of(gate.weights()))) {
                curves.add(ExitCurve.gate(gate.name(), scorer.score(tasks, Split.TEST, items, steps), steps));
            }
        }
        curves.add(ExitCurve.still(scored, steps));
        return List.copyOf(curves);
    }

    private static List<Double> byStep(int steps, IntToDoubleFunction value) {
        return IntStream.rangeClosed(1, steps).mapToDouble(value).boxed().toList();
    }
}
