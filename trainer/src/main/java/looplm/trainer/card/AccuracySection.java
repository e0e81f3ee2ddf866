package looplm.trainer.card;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The card's table of accuracy by level and step. */
final class AccuracySection {

    private AccuracySection() {}

    static String markdown(CardFigures figures) {
        return "## Accuracy by recurrent step\n\n" + note(figures) + "\n\n" + table(figures);
    }

    private static String note(CardFigures figures) {
        return """
                Share of whole answers that greedy decoding gets right at a fixed depth, in percent with 95 %% Wilson
                intervals, on the %s split: every unique held-out question of a level, at most 1,000. Steps beyond %d exceed
                the trained depth. Levels marked *recall, seen* were trained in full and measure memory; all others were never
                trained on, nor used to choose any setting. Facts are not held out: what is new is the combination.""".formatted(figures.split(), figures.recurrentSteps());
    }

    private static String table(CardFigures figures) {
        int steps = figures.mean().size();
        String numbers =
                IntStream.rangeClosed(1, steps).mapToObj(step -> step + " |").collect(Collectors.joining(" "));
        String rows = figures.levels().stream().map(AccuracySection::row).collect(Collectors.joining("\n"));
        return """
                | task and level | n | chance | %s
                |---|---:|---:|%s
                %s
                | **mean of levels** | | | %s
                | mean, first answer word only | | | %s
                """.formatted(
                        numbers,
                        "---:|".repeat(steps),
                        rows,
                        means(figures.mean(), "**%.1f** |"),
                        means(figures.meanFirstWords(), "%.1f |"));
    }

    private static String row(CardFigures.Level level) {
        String cells = level.steps().stream()
                .map(step -> String.format(
                        Locale.ROOT,
                        "%.1f (%.0f-%.0f) |",
                        100 * step.accuracy(),
                        100 * step.interval95().low(),
                        100 * step.interval95().high()))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "| %s %d%s | %d | %.1f | %s",
                level.task(),
                level.level(),
                level.seen() ? ", *recall, seen*" : "",
                level.n(),
                100 * level.chance(),
                cells);
    }

    private static String means(List<Double> shares, String format) {
        return shares.stream()
                .map(share -> String.format(Locale.ROOT, format, 100 * share))
                .collect(Collectors.joining(" "));
    }
}
