package looplm.gateway.console;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.wire.eval.Run;
import looplm.wire.eval.Run.AdaptiveAccuracy;
import looplm.wire.eval.Run.DepthAccuracy;

/**
 * Accuracy by recurrent steps as positions on a drawing of {@link #WIDTH} x {@link #HEIGHT}, origin at the upper left.
 * The vertical axis is always 0 to 100 %: a cut axis makes noise look like progress.
 *
 * @param line the fixed depths joined, as an SVG path
 * @param chanceY where guessing lies
 * @param summary the chart in a sentence, for those who do not see it
 */
public record DepthChart(
        List<Mark> fixed,
        List<Mark> adaptive,
        String line,
        String chanceY,
        List<Tick> across,
        List<Tick> up,
        String summary) {

    public static final int WIDTH = 720;
    public static final int HEIGHT = 360;
    public static final int LEFT = 56;
    public static final int RIGHT = 696;
    public static final int TOP = 20;
    public static final int BOTTOM = 304;

    /** Room between the axis and the first depth. */
    private static final int INSET = 48;

    /**
     * A measured accuracy.
     *
     * @param low lower end of its error bar, one standard error below
     * @param high upper end, one standard error above
     * @param text what a pointer resting on it shows
     */
    public record Mark(String x, String y, String low, String high, String capLeft, String capRight, String text) {}

    /** A label on an axis. */
    public record Tick(String position, String label) {}

    public static DepthChart of(Run run) {
        List<DepthAccuracy> depths = run.depths().stream()
                .sorted(Comparator.comparingInt(DepthAccuracy::steps))
                .toList();
        double first = shallowest(run);
        double last = deepest(run);
        List<Mark> fixed = depths.stream()
                .map(depth -> mark(
                        x(depth.steps(), first, last),
                        depth.accuracy(),
                        depth.stderr(),
                        steps(depth.steps()) + ": " + percent(depth.accuracy()) + " ± " + percent(depth.stderr())))
                .toList();
        return new DepthChart(
                fixed,
                run.adaptive().stream()
                        .map(point -> adaptive(point, first, last))
                        .toList(),
                line(fixed),
                number(y(run.chance())),
                depths.stream()
                        .map(depth -> new Tick(number(x(depth.steps(), first, last)), Integer.toString(depth.steps())))
                        .toList(),
                IntStream.rangeClosed(0, 4)
                        .mapToObj(quarter -> new Tick(number(y(quarter / 4.0)), quarter * 25 + " %"))
                        .toList(),
                summary(run, depths));
    }

    private static Mark adaptive(AdaptiveAccuracy point, double first, double last) {
        String text = String.format(
                Locale.ROOT,
                "exit threshold %s, %.2f steps on average: %s ± %s",
                threshold(point.threshold()),
                point.meanSteps(),
                percent(point.accuracy()),
                percent(point.stderr()));
        return mark(x(point.meanSteps(), first, last), point.accuracy(), point.stderr(), text);
    }

    private static Mark mark(double x, double accuracy, double stderr, String text) {
        return new Mark(
                number(x),
                number(y(accuracy)),
                number(y(accuracy - stderr)),
                number(y(accuracy + stderr)),
                number(x - 5),
                number(x + 5),
                text);
    }

    private static double shallowest(Run run) {
        return stepsOf(run).min(Comparator.naturalOrder()).orElse(1.0);
    }

    private static double deepest(Run run) {
        return stepsOf(run).max(Comparator.naturalOrder()).orElse(1.0);
    }

    private static Stream<Double> stepsOf(Run run) {
        return Stream.concat(
                run.depths().stream().map(depth -> (double) depth.steps()),
                run.adaptive().stream().map(AdaptiveAccuracy::meanSteps));
    }

    private static double x(double steps, double first, double last) {
        double share = last > first ? (steps - first) / (last - first) : 0.5;
        return LEFT + INSET + share * (RIGHT - LEFT - 2 * INSET);
    }

    private static double y(double accuracy) {
        return BOTTOM - Math.clamp(accuracy, 0, 1) * (BOTTOM - TOP);
    }

    private static String line(List<Mark> marks) {
        return marks.stream().map(mark -> mark.x() + " " + mark.y()).collect(Collectors.joining(" L ", "M ", ""));
    }

    private static String summary(Run run, List<DepthAccuracy> depths) {
        String accuracies = depths.stream()
                .map(depth -> percent(depth.accuracy()) + " at " + steps(depth.steps()))
                .collect(Collectors.joining(", "));
        return "Accuracy of " + Evaluations.source(run) + ": " + accuracies + ". Guessing reaches "
                + percent(run.chance()) + ".";
    }

    static String steps(int steps) {
        return steps == 1 ? "1 step" : steps + " steps";
    }

    /** {@code 0.934} as {@code 93.4 %}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String threshold(double threshold) {
        String text = String.format(Locale.ROOT, "%.4f", threshold).replaceAll("0+$", "");
        return text.endsWith(".") ? text + "0" : text;
    }

    private static String number(double position) {
        return String.format(Locale.ROOT, "%.1f", position);
    }
}
