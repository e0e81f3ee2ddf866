package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import looplm.model.LoopLm;

/**
 * Cost of one step as t(B, context) = w + a B + b B context, fitted by least squares to measured steps. A single row is left
 * out: it goes through another kernel.
 *
 * @param weightSeconds w, what a step costs without rows: reading the weights
 * @param rowSeconds a, what a row adds
 * @param positionSeconds b, what a position of a row's context adds
 * @param largestError of the fit over the measured, relative
 * @param points what was measured
 */
record TickFit(
        @JsonProperty("w_seconds") double weightSeconds,
        @JsonProperty("a_seconds") double rowSeconds,
        @JsonProperty("b_seconds") double positionSeconds,
        @JsonProperty("largest_error") double largestError,
        List<Point> points) {

    private static final int[] CONTEXTS = {64, 256, 1024};

    /** Caches of all rows together: what a machine with a few GB still holds of the larger shapes. */
    private static final long MOST_BYTES = 4L << 30;

    TickFit {
        points = List.copyOf(points);
    }

    /** The median of a step with all rows at work. */
    record Point(
            int batch,
            int context,
            @JsonProperty("step_seconds") double stepSeconds) {}

    /** B*: so many rows cost as much as reading the weights. */
    double saturation(int context) {
        return weightSeconds / (rowSeconds + positionSeconds * context);
    }

    /**
     * @param batches two or more
     * @param limit time of each point
     */
    static TickFit measure(LoopLm model, int[] batches, int answer, Duration limit, long planePositionBytes) {
        var points = new ArrayList<Point>();
        int planes = model.config().recurrentSteps();
        for (int batch : batches) {
            for (int context : CONTEXTS) {
                if (planePositionBytes * planes * batch * (context + answer) <= MOST_BYTES) {
                    try (var loop = new PlainLoop(model, batch, context, answer)) {
                        points.add(
                                new Point(batch, context, loop.run(batch, limit).stepSeconds()));
                    }
                }
            }
        }
        return of(points);
    }

    /** Least squares by the normal equations. */
    static TickFit of(List<Point> points) {
        var matrix = new double[3][4];
        for (Point point : points) {
            double[] terms = terms(point);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    matrix[i][j] += terms[i] * terms[j];
                }
                matrix[i][3] += terms[i] * point.stepSeconds();
            }
        }
        double[] solution = solve(matrix);
        double error = points.stream()
                .mapToDouble(point -> Math.abs(at(solution, point) / point.stepSeconds() - 1))
                .max()
                .orElse(0);
        return new TickFit(solution[0], solution[1], solution[2], error, points);
    }

    private static double[] terms(Point point) {
        return new double[] {1, point.batch(), (double) point.batch() * point.context()};
    }

    private static double at(double[] solution, Point point) {
        double[] terms = terms(point);
        return IntStream.range(0, 3).mapToDouble(i -> solution[i] * terms[i]).sum();
    }

    /** Gauss's elimination, the largest pivot first. */
    private static double[] solve(double[][] matrix) {
        int n = matrix.length;
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) {
                    pivot = row;
                }
            }
            double[] swapped = matrix[column];
            matrix[column] = matrix[pivot];
            matrix[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == column ? 0 : matrix[row][column] / matrix[column][column];
                for (int i = column; i <= n; i++) {
                    matrix[row][i] -= factor * matrix[column][i];
                }
            }
        }
        return IntStream.range(0, n)
                .mapToDouble(i -> matrix[i][n] / matrix[i][i])
                .toArray();
    }
}
