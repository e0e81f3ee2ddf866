package looplm.trainer.scoring;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import looplm.model.exit.DepthBounds;

/**
 * What one exit rule gives at every strictness, each level counting once.
 *
 * @param rule its name
 * @param points from few steps to many
 */
public record ExitCurve(String rule, List<AdaptivePoint> points) {

    /** Name of the rule that leaves nothing early. */
    public static final String FIXED = "fixed depth";

    static final String STILL = "hidden-state difference";

    private static final List<Float> THRESHOLDS = List.of(
            0.02f, 0.05f, 0.1f, 0.15f, 0.2f, 0.25f, 0.3f, 0.35f, 0.4f, 0.45f, 0.5f, 0.55f, 0.6f, 0.65f, 0.7f, 0.75f,
            0.8f, 0.85f, 0.9f, 0.95f, 0.99f);

    private static final int DIFFERENCES = 24;

    /** Every fixed depth up to T. */
    public static ExitCurve fixed(List<ScoredLevel> levels, int recurrentSteps) {
        return new ExitCurve(
                FIXED,
                IntStream.rangeClosed(1, recurrentSteps)
                        .mapToObj(steps -> AdaptivePoint.fixed(levels, steps))
                        .toList());
    }

    /** The gate that the levels were scored with. */
    public static ExitCurve gate(String name, List<ScoredLevel> levels, int recurrentSteps) {
        return sorted(
                name,
                THRESHOLDS.stream()
                        .map(q -> AdaptivePoint.of(levels, new DepthBounds(1, recurrentSteps, q)))
                        .toList());
    }

    /** Leaving where the state stands still, at the quantiles of what states move. */
    public static ExitCurve still(List<ScoredLevel> levels, int recurrentSteps) {
        double[] moves = levels.stream()
                .flatMap(level -> level.items().stream())
                .flatMapToDouble(item -> IntStream.range(0, recurrentSteps).mapToDouble(t -> item.moved()[t][0]))
                .sorted()
                .toArray();
        return sorted(
                STILL,
                DoubleStream.iterate(0, i -> i + 1)
                        .limit(DIFFERENCES)
                        .mapToObj(i -> (float) moves[(int) ((moves.length - 1) * i / (DIFFERENCES - 1))])
                        .map(threshold -> AdaptivePoint.still(levels, threshold, recurrentSteps))
                        .toList());
    }

    private static ExitCurve sorted(String rule, List<AdaptivePoint> points) {
        return new ExitCurve(
                rule,
                points.stream()
                        .sorted(Comparator.comparingDouble(AdaptivePoint::firstWordSteps))
                        .toList());
    }

    /** Accuracy of first words at this many mean steps, between the two nearest points; empty outside the curve. */
    public OptionalDouble accuracyAt(double steps) {
        for (int i = 0; i < points.size(); i++) {
            var right = points.get(i);
            if (right.firstWordSteps() >= steps) {
                if (i == 0) {
                    return right.firstWordSteps() - steps < 1e-9
                            ? OptionalDouble.of(right.firstWordAccuracy())
                            : OptionalDouble.empty();
                }
                var left = points.get(i - 1);
                double width = right.firstWordSteps() - left.firstWordSteps();
                double share = width == 0 ? 1 : (steps - left.firstWordSteps()) / width;
                return OptionalDouble.of(
                        left.firstWordAccuracy() + share * (right.firstWordAccuracy() - left.firstWordAccuracy()));
            }
        }
        return OptionalDouble.empty();
    }
}
