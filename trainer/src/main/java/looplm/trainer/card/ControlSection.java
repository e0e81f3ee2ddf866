package looplm.trainer.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The card's part on models to compare with. */
final class ControlSection {

    /** Held-out accuracy that a control may lack and still have learned the same. */
    private static final double AS_GOOD = 0.05;

    private ControlSection() {}

    static String markdown(CardFigures figures) {
        if (figures.controls().isEmpty()) {
            return ModelCard.NONE;
        }
        List<ControlFigures> models = figures.controls();
        return """
                ## Controls

                Trained by the same code on the same data for the same tokens, with the same settings; none was tuned on its
                own. Accuracy at full depth in percent on the %s split: the mean over the seeds, and the lowest and the highest
                where there are several.%s Behind: points lost against %s, means of whole answers, held out. Multiply-adds are
                those of a token in the layers, without the head; tokens/s are of processor time, one thread.

                | model | layers x steps | width | parameters | multiply-adds | seeds | tokens/s | first words | answers | held-out answers | behind |
                |---|---|---:|---:|---:|---|---:|---:|---:|---:|---:|
                %s

                Whole answers by task: the mean of its levels, then its deepest level.

                | task | %s
                |---|%s
                %s
                %s""".formatted(
                figures.split(),
                models.stream().allMatch(model -> model.runs().size() == 1)
                        ? " Here each has one seed, so what seeds change is not seen."
                        : "",
                figures.name(),
                models.stream().map(model -> row(model, models.getFirst())).collect(Collectors.joining("\n")),
                models.stream().map(model -> model.name() + " |").collect(Collectors.joining(" ")),
                "---:|".repeat(models.size()),
                String.join("\n", families(figures)),
                asDeep(models));
    }

    private static String row(ControlFigures model, ControlFigures own) {
        return String.format(
                Locale.ROOT,
                "| %s | %d x %d | %d | %,d | %,d | %s | %s | %s | %s | %s | %s |",
                model.equals(own) ? "**" + model.name() + "**" : model.name(),
                model.layers(),
                model.recurrentSteps(),
                model.hiddenSize(),
                model.parameters(),
                model.multiplyAdds(),
                model.runs().stream().map(run -> Long.toString(run.seed())).collect(Collectors.joining(", ")),
                speed(model),
                range(model, ControlFigures.Run::firstWords),
                range(model, ControlFigures.Run::answers),
                range(model, ControlFigures.Run::heldOut),
                model.equals(own)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.1f",
                                100
                                        * (own.mean(ControlFigures.Run::heldOut)
                                                - model.mean(ControlFigures.Run::heldOut))));
    }

    private static String speed(ControlFigures model) {
        return model.runs().stream().allMatch(run -> run.cpuSeconds() > 0)
                ? String.format(Locale.ROOT, "%,.0f", model.mean(run -> run.tokens() / run.cpuSeconds()))
                : "not measured";
    }

    private static List<String> families(CardFigures figures) {
        var rows = new ArrayList<String>();
        for (String task : figures.levels().stream()
                .map(CardFigures.Level::task)
                .distinct()
                .toList()) {
            List<String> levels = figures.levels().stream()
                    .filter(level -> level.task().equals(task))
                    .map(level -> task + " " + level.level())
                    .toList();
            rows.add(family(figures, levels.size() == 1 ? levels.getFirst() : task, levels));
            if (levels.size() > 1) {
                rows.add(family(figures, levels.getLast(), List.of(levels.getLast())));
            }
        }
        return rows;
    }

    private static String family(CardFigures figures, String name, List<String> levels) {
        return figures.controls().stream()
                .map(model -> range(
                                model,
                                run -> levels.stream()
                                        .mapToDouble(level -> run.levels().getOrDefault(level, Double.NaN))
                                        .average()
                                        .orElseThrow())
                        + " |")
                .collect(Collectors.joining(" ", "| " + name + " | ", ""));
    }

    /** Says so where depth without a loop does as well. */
    private static String asDeep(List<ControlFigures> models) {
        var own = models.getFirst();
        String names = models.stream()
                .skip(1)
                .filter(model -> model.layers() * model.recurrentSteps() == own.layers() * own.recurrentSteps()
                        && own.mean(ControlFigures.Run::heldOut) - model.mean(ControlFigures.Run::heldOut) <= AS_GOOD)
                .map(ControlFigures::name)
                .collect(Collectors.joining(" and "));
        return names.isEmpty() ? "" : """

                As deep without a loop, %s learn the same within %.0f points; the first table has what each costs. At this
                size the loop's own gain is an answer at every depth from one set of weights, not an accuracy that nothing
                else reaches.
                """.formatted(names, 100 * AS_GOOD);
    }

    private static String range(ControlFigures model, ToDoubleFunction<ControlFigures.Run> value) {
        var numbers = model.runs().stream().mapToDouble(value).summaryStatistics();
        String mean = String.format(Locale.ROOT, "%.1f", 100 * numbers.getAverage());
        return model.runs().size() == 1
                ? mean
                : mean + String.format(Locale.ROOT, " (%.1f-%.1f)", 100 * numbers.getMin(), 100 * numbers.getMax());
    }
}
