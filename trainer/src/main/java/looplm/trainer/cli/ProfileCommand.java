package looplm.trainer.cli;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import looplm.model.exit.DepthProfile;
import looplm.model.weights.WeightsHash;
import looplm.trainer.card.CardFigures;
import looplm.trainer.card.ModelCard;
import looplm.trainer.profile.GeneratedAnswers;
import looplm.trainer.profile.ProfileTuner;
import looplm.trainer.profile.TunedProfile;
import looplm.trainer.scoring.AnswerScorer;
import looplm.trainer.scoring.DepthPoint;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code looplm profile}: finds anew what each effort means for a model. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Measures anew what each reasoning_effort means for a model that was trained on tasks,",
            "and writes its depth profile and card. The weights stay as they are."
        },
        footer = {"", "Example:", "  looplm profile --model data/my-nano"})
public final class ProfileCommand implements Callable<Integer> {

    private static final int MOST_ITEMS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Directory that train wrote.")
    private Path model;

    @Option(
            names = "--items-per-level",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Every held-out question of a level, at most so many (default: ${DEFAULT-VALUE}).")
    private int itemsPerLevel;

    @Override
    public Integer call() throws IOException {
        if (itemsPerLevel < 1 || itemsPerLevel > MOST_ITEMS) {
            throw refused("--items-per-level: %d (expected: 1..%d)".formatted(itemsPerLevel, MOST_ITEMS));
        }
        var card = new ModelCard(figures(), tuned());
        Files.writeString(
                model.resolve(DepthProfile.FILE), card.tuned().profile().toJson());
        for (var file : card.files().entrySet()) {
            Files.writeString(model.resolve(file.getKey()), file.getValue());
        }
        spec.commandLine().getOut().print(card.efforts());
        spec.commandLine().getOut().flush();
        return 0;
    }

    /** Of the card that goes with the weights. */
    private CardFigures figures() throws IOException {
        Path file = model.resolve(CardFigures.FILE);
        if (!Files.isRegularFile(file)) {
            throw refused(file + " (expected: a file, as train writes it)");
        }
        var figures = CardFigures.of(Files.readString(file));
        String vocabulary = figures.training().vocabulary();
        if (!vocabulary.equals(NanoVocabulary.VERSION)) {
            throw refused("%s: vocabulary: %s (expected: %s, the one that questions are asked in here)"
                    .formatted(file, vocabulary, NanoVocabulary.VERSION));
        }
        return figures;
    }

    private TunedProfile tuned() {
        Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(1);
        var tasks = new NanoTasks();
        var hash = WeightsHash.of(model);
        try (var scorer = AnswerScorer.load(model, tasks.vocabulary());
                var answers = GeneratedAnswers.load(model, tasks.vocabulary())) {
            int steps = scorer.config().recurrentSteps();
            var levels = scorer.score(tasks, Split.VALIDATION, itemsPerLevel, steps);
            return withWhatElseWasMeasured(
                    new ProfileTuner(levels, (asked, bounds) -> told(answers.measure(asked, bounds)), steps).tune(hash),
                    hash);
        }
    }

    /** Each takes a while: all held-out questions are answered one by one. */
    private DepthPoint told(DepthPoint point) {
        spec.commandLine().getErr().println("answered: " + point);
        spec.commandLine().getErr().flush();
        return point;
    }

    /** Dtypes, for example, are measured by others. */
    private TunedProfile withWhatElseWasMeasured(TunedProfile tuned, WeightsHash hash) {
        var measured = new LinkedHashMap<>(tuned.profile().measured());
        DepthProfile.read(model, hash).ifPresent(before -> before.measured().forEach(measured::putIfAbsent));
        return new TunedProfile(new DepthProfile(hash, tuned.profile().efforts(), measured), tuned.measurements());
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), "profile: " + message);
    }
}
