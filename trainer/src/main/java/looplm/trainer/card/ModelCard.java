package looplm.trainer.card;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import looplm.model.exit.Effort;
import looplm.trainer.profile.TunedProfile;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.ExitCurve;

/**
 * The model card of a nano model: {@code README.md} for people, with the same numbers as {@code model_card.json}.
 *
 * @param figures measured on the test split
 * @param tuned depth profile, measured on the validation split
 */
public record ModelCard(CardFigures figures, TunedProfile tuned) {

    /** Its file name in a model directory. */
    public static final String FILE = "README.md";

    /** A section that is left out. */
    static final String NONE = "";

    /** File name of the picture in the card. */
    public static final String PARETO = "pareto.svg";

    /** How the card calls a gate. */
    public static String gateName(String training) {
        return switch (training) {
            case "stage_one" -> "gate, Stage I";
            case "published" -> "gate, Stage II as published";
            default -> "gate, Stage II look-ahead";
        };
    }

    /** The files that hold the card: Markdown, figures, picture. */
    public Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put(FILE, toMarkdown());
        files.put(CardFigures.FILE, figures.toJson());
        if (!figures.exits().isEmpty()) {
            files.put(PARETO, pareto());
        }
        return files;
    }

    /** The card in Markdown. */
    public String toMarkdown() {
        return Stream.of(
                        OriginSection.markdown(figures),
                        goalSection(),
                        AccuracySection.markdown(figures),
                        SafetySection.markdown(figures),
                        ExitSection.markdown(figures),
                        ProfileSection.markdown(tuned),
                        ControlSection.markdown(figures),
                        LimitsSection.markdown(figures))
                .filter(section -> !section.equals(NONE))
                .collect(Collectors.joining("\n"));
    }

    private String pareto() {
        return new LineChart(
                        "Accuracy at mean exit steps, first answer words",
                        "mean exit step",
                        "accuracy",
                        figures.exits().stream()
                                .map(curve -> new LineChart.Line(
                                        curve.rule(),
                                        curve.points().stream()
                                                .map(point -> new LineChart.Point(
                                                        point.firstWordSteps(), point.firstWordAccuracy()))
                                                .toList(),
                                        true))
                                .toList())
                .svg();
    }

    /** What medium effort gives on the card's split: the shipped gate at its threshold, or a fixed depth. */
    private Optional<AdaptivePoint> medium() {
        var bounds = tuned.profile().bounds(Effort.MEDIUM);
        boolean fixed = bounds.minSteps() == bounds.maxSteps();
        String rule = fixed ? ExitCurve.FIXED : gateName(figures.training().gate());
        float threshold = fixed ? bounds.maxSteps() : bounds.exitThreshold();
        return figures.exits().stream()
                .filter(curve -> curve.rule().equals(rule))
                .flatMap(curve -> curve.points().stream())
                .filter(point -> point.threshold() == threshold)
                .findFirst();
    }

    /** What each effort means, as the card's table. */
    public String efforts() {
        return ProfileSection.table(tuned);
    }

    /** What it was meant to reach. */
    List<Goal> goals() {
        return figures.goals().map(goals -> Goal.of(goals, figures, medium())).orElse(List.of());
    }

    private String goalSection() {
        List<Goal> goals = goals();
        if (goals.isEmpty()) {
            return NONE;
        }
        String rows = goals.stream()
                .map(goal ->
                        "| %s | %s | %s |".formatted(goal.wanted(), goal.measured(), goal.met() ? "yes" : "**no**"))
                .collect(Collectors.joining("\n"));
        return """
                ## Goals

                | goal, %s split | measured | met |
                |---|---|---|
                %s
                %s""".formatted(figures.split(), rows, otherSeeds());
    }

    private String otherSeeds() {
        String seeds = figures.controls().stream()
                .limit(1)
                .flatMap(own -> own.runs().stream())
                .filter(run -> run.seed() != figures.training().seed())
                .map(run -> "seed %d: %s"
                        .formatted(
                                run.seed(),
                                run.goalsMissed().isEmpty()
                                        ? "all met"
                                        : "missed " + String.join("; ", run.goalsMissed())))
                .collect(Collectors.joining("; "));
        return seeds.isEmpty()
                ? NONE
                : "\nThe same goals, the comparison with controls left out, with other seeds of this recipe: %s.\n"
                        .formatted(seeds);
    }
}
