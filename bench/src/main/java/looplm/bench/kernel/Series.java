package looplm.bench.kernel;

import java.util.Arrays;
import java.util.List;

/** Repeated measurements of one quantity. */
record Series(double[] values) {

    Series {
        if (values.length == 0) {
            throw new IllegalArgumentException("values: none (expected: at least one)");
        }
        values = values.clone();
        Arrays.sort(values);
    }

    static Series of(List<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    double median() {
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /** Smallest and largest. */
    double[] range() {
        return new double[] {values[0], values[values.length - 1]};
    }
}
