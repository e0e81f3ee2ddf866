package looplm.trainer.card;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Accuracy by recurrent step as a table for a terminal. */
public final class StepTable {

    private StepTable() {}

    /** The table: one line per level, the means last, in percent. */
    public static String text(CardFigures figures) {
        String head = "%-26s%6s%8s".formatted("right answers, %", "n", "chance")
                + IntStream.rangeClosed(1, figures.mean().size())
                        .mapToObj(steps -> "%8s".formatted(steps == 1 ? "1 step" : steps + ""))
                        .collect(Collectors.joining());
        String rows = figures.levels().stream().map(StepTable::row).collect(Collectors.joining("\n"));
        return String.join(
                "\n",
                head,
                rows,
                means("mean of levels", figures.mean()),
                means("mean, first answer word", figures.meanFirstWords()));
    }

    private static String row(CardFigures.Level level) {
        String name = level.task() + " " + level.level() + (level.seen() ? " (recall, seen)" : "");
        return String.format(Locale.ROOT, "%-26s%6d%8.1f", name, level.n(), 100 * level.chance())
                + numbers(level.steps().stream().map(CardFigures.Step::accuracy).toList());
    }

    private static String means(String name, List<Double> shares) {
        return "%-40s".formatted(name) + numbers(shares);
    }

    private static String numbers(List<Double> shares) {
        return shares.stream()
                .map(share -> String.format(Locale.ROOT, "%8.1f", 100 * share))
                .collect(Collectors.joining());
    }
}
