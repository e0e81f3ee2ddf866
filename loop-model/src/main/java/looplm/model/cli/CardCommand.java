package looplm.model.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.model.exit.DepthProfile;
import looplm.model.train.report.CardFigures;
import looplm.model.train.report.ModelCard;
import looplm.model.train.report.TunedProfile;
import looplm.model.weights.WeightsHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code looplm card}: writes a model's card anew, with other models to compare it with. */
@Command(
        name = "card",
        mixinStandardHelpOptions = true,
        description = "Writes the card of a trained model anew, with controls to compare it with.",
        footer = {"", "Example:", "  looplm card --model data/my-nano --controls data/once-0,data/once-1"})
public final class CardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Directory that train wrote.")
    private Path model;

    @Option(
            names = "--controls",
            paramLabel = "DIR",
            split = ",",
            required = true,
            description = "Directories that train wrote: runs of one recipe name are shown as one row.")
    private List<Path> controls = List.of();

    @Override
    public Integer call() throws IOException {
        var cards = new ArrayList<CardFigures>();
        for (Path control : controls) {
            cards.add(figures(control));
        }
        var figures = figures(model).comparedWith(cards);
        var profile = DepthProfile.read(model, WeightsHash.of(model))
                .orElseThrow(() -> new IllegalArgumentException(
                        "--model: " + model + ": no depth profile of its weights (expected: one, as train writes it)"));
        for (var file : new ModelCard(figures, TunedProfile.of(profile)).files().entrySet()) {
            Files.writeString(model.resolve(file.getKey()), file.getValue());
        }
        spec.commandLine().getOut().printf("%s with %d controls%n", model.resolve(ModelCard.FILE), cards.size());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private CardFigures figures(Path directory) throws IOException {
        Path file = directory.resolve(CardFigures.FILE);
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(
                    spec.commandLine(), "card: " + file + " (expected: a file, as train writes it)");
        }
        return CardFigures.of(Files.readString(file));
    }
}
