package looplm.bench.measure;

import java.util.List;

/** Of times, in their unit; all 0 where there are none. */
public record Percentiles(double p50, double p95, double p99, double max) {

    public static Percentiles of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Percentiles(at(sorted, .5), at(sorted, .95), at(sorted, .99), at(sorted, 1));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size()));
    }
}
