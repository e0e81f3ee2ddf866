package looplm.trainer.card;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.ExitCurve;

/** The card's part on exit rules: the picture, the rules at equal mean steps, and what each needs to lose little. */
final class ExitSection {

    private static final double LOSS = 0.005;

    private ExitSection() {}

    static String markdown(CardFigures figures) {
        if (figures.exits().isEmpty()) {
            return ModelCard.NONE;
        }
        double full = figures.exits().getFirst().points().getLast().firstWordAccuracy();
        String rows =
                figures.exits().stream().map(curve -> row(curve, figures, full)).collect(Collectors.joining("\n"));
        return """
                ## Exit rules

                ![Accuracy at mean exit steps](%s)

                First answer words on the %s split, each level counting once; accuracy in percent at equal mean exit steps,
                between the two nearest thresholds of a rule. The last column: the fewest mean steps at which a rule loses at
                most half a point against full depth (%.1f %%).

                | rule | %s at half a point lost |
                |---|%s---:|
                %s
                """.formatted(
                        ModelCard.PARETO,
                        figures.split(),
                        100 * full,
                        IntStream.rangeClosed(1, 2 * figures.recurrentSteps() - 1)
                                .mapToObj(half -> String.format(Locale.ROOT, "%.1f |", 0.5 + half / 2.0))
                                .collect(Collectors.joining(" ")),
                        "---:|".repeat(2 * figures.recurrentSteps() - 1),
                        rows);
    }

    private static String row(ExitCurve curve, CardFigures figures, double full) {
        String cells = IntStream.rangeClosed(1, 2 * figures.recurrentSteps() - 1)
                .mapToObj(half -> curve.accuracyAt(0.5 + half / 2.0))
                .map(accuracy ->
                        accuracy.isPresent() ? String.format(Locale.ROOT, "%.1f |", 100 * accuracy.getAsDouble()) : "|")
                .collect(Collectors.joining(" "));
        String cheapest = curve.points().stream()
                .filter(point -> point.firstWordAccuracy() >= full - LOSS)
                .min(Comparator.comparingDouble(AdaptivePoint::firstWordSteps))
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.1f %% at %.2f (%s)",
                        100 * point.firstWordAccuracy(),
                        point.firstWordSteps(),
                        point.threshold()))
                .orElse("");
        return "| %s | %s %s |".formatted(curve.rule(), cells, cheapest);
    }
}
