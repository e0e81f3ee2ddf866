package looplm.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import looplm.trainer.card.ControlFigures;
import looplm.trainer.card.MeasuredModel;
import looplm.trainer.card.ModelCard;
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
        footer = {"", "Example:", "  looplm card --model data/my-nano --controls data/my-nano-1,data/once-0,data/once-1"
        })
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
            description =
                    "Directories that train wrote, further seeds of the model among them: runs of one recipe name are one row.")
    private List<Path> controls = List.of();

    @Override
    public Integer call() throws IOException {
        var card = card();
        for (var file : card.files().entrySet()) {
            Files.writeString(model.resolve(file.getKey()), file.getValue());
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s with %s%n",
                        model.resolve(ModelCard.FILE),
                        card.figures().controls().stream()
                                .map(group -> "%s (seeds %s)".formatted(group.name(), seeds(group)))
                                .collect(Collectors.joining(", ")));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private ModelCard card() throws IOException {
        try {
            var own = MeasuredModel.read(model);
            var others = new ArrayList<MeasuredModel>();
            for (Path control : controls) {
                others.add(MeasuredModel.read(control));
            }
            return new ModelCard(own.card().comparedWith(ControlFigures.of(own, others)), own.tuned());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "card: " + e.getMessage(), e);
        }
    }

    private static String seeds(ControlFigures group) {
        return group.runs().stream().map(run -> Long.toString(run.seed())).collect(Collectors.joining(", "));
    }
}
