package looplm.gateway.console;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import looplm.wire.eval.Run;
import looplm.wire.eval.Run.AdaptiveAccuracy;
import looplm.wire.eval.Run.DepthAccuracy;

/** The chart's numbers as text. */
public record AccuracyTable(List<Row> rows) {

    /**
     * @param note what the depth is on average, for an adaptive one; else empty
     * @param gain difference to the shallowest fixed depth in percentage points; a dash for that itself
     */
    public record Row(String depth, String note, String accuracy, String stderr, String items, String gain) {}

    public AccuracyTable {
        rows = List.copyOf(rows);
    }

    public static AccuracyTable of(Run run) {
        List<DepthAccuracy> depths = run.depths().stream()
                .sorted(Comparator.comparingInt(DepthAccuracy::steps))
                .toList();
        double base = depths.isEmpty() ? 0 : depths.getFirst().accuracy();
        int shallowest = depths.isEmpty() ? 0 : depths.getFirst().steps();
        return new AccuracyTable(Stream.concat(
                        depths.stream().map(depth -> fixed(depth, base, shallowest)),
                        run.adaptive().stream().map(point -> adaptive(point, base)))
                .toList());
    }

    private static Row fixed(DepthAccuracy depth, double base, int shallowest) {
        return new Row(
                DepthChart.steps(depth.steps()),
                "",
                DepthChart.percent(depth.accuracy()),
                "± " + DepthChart.percent(depth.stderr()),
                count(depth.n()),
                depth.steps() == shallowest ? "–" : gain(depth.accuracy() - base));
    }

    private static Row adaptive(AdaptiveAccuracy point, double base) {
        return new Row(
                "q = " + DepthChart.threshold(point.threshold()),
                String.format(Locale.ROOT, "%.2f steps on average", point.meanSteps()),
                DepthChart.percent(point.accuracy()),
                "± " + DepthChart.percent(point.stderr()),
                count(point.n()),
                gain(point.accuracy() - base));
    }

    private static String gain(double difference) {
        return String.format(Locale.ROOT, "%+.1f", difference * 100).replace('-', '−');
    }

    private static String count(int items) {
        return String.format(Locale.ROOT, "%,d", items);
    }
}
