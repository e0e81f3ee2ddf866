package looplm.model.train.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The card's part on models to compare with. */
final class ControlSection {

    private static final List<String> LEVELS =
            List.of("kb 1", "kb 2", "kb 3", "kb 4", "item 3", "make 3", "judge 3", "calc 2", "calc 4");

    private ControlSection() {}

    static String markdown(CardFigures figures) {
        if (figures.controls().isEmpty()) {
            return ModelCard.NONE;
        }
        String rows = Stream.concat(Stream.of(self(figures)), figures.controls().stream())
                .map(ControlSection::row)
                .collect(Collectors.joining("\n"));
        return """
                ## Controls

                Trained by the same code on the same data, for the same tokens, with the same settings; none was tuned on its
                own. Accuracy at full depth in percent on the %s split: the mean over the seeds, with the lowest and the highest
                where there are several. Layer applications are what a token costs, in layers of the width that stands there.

                | model | layers x steps | width | parameters | layer applications | seeds | first words | answers | %s
                |---|---|---:|---:|---:|---|---:|---:|%s
                %s
                """.formatted(
                        figures.split(),
                        LEVELS.stream().map(level -> level + " |").collect(Collectors.joining(" ")),
                        "---:|".repeat(LEVELS.size()),
                        rows);
    }

    private static ControlFigures self(CardFigures figures) {
        return new ControlFigures(
                "**" + figures.name() + "**",
                figures.layers(),
                figures.recurrentSteps(),
                figures.hiddenSize(),
                figures.parameters(),
                List.of(ControlFigures.Run.of(figures)));
    }

    private static String row(ControlFigures control) {
        String levels = LEVELS.stream()
                .map(level -> range(control, run -> run.levels().getOrDefault(level, Double.NaN)) + " |")
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "| %s | %d x %d | %d | %,d | %d | %s | %s | %s | %s",
                control.name(),
                control.layers(),
                control.recurrentSteps(),
                control.hiddenSize(),
                control.parameters(),
                control.layers() * control.recurrentSteps(),
                control.runs().stream().map(run -> Long.toString(run.seed())).collect(Collectors.joining(", ")),
                range(control, ControlFigures.Run::firstWords),
                range(control, ControlFigures.Run::answers),
                levels);
    }

    private static String range(ControlFigures control, ToDoubleFunction<ControlFigures.Run> value) {
        var numbers = control.runs().stream().mapToDouble(value).summaryStatistics();
        String mean = String.format(Locale.ROOT, "%.1f", 100 * numbers.getAverage());
        return control.runs().size() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " (%.0f-%.0f)", 100 * numbers.getMin(), 100 * numbers.getMax());
    }
}
