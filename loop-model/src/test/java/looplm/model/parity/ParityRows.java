package looplm.model.parity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was compared: one row for each case and quantity, with the largest error found. */
final class ParityRows {

    /**
     * @param error largest absolute error; for what must be equal, the number of differences
     * @param tolerance the largest error accepted; 0 for what must be equal
     */
    record Row(double error, double tolerance) {

        boolean holds() {
            return error <= tolerance;
        }

        String shown() {
            return tolerance == 0 ? (error == 0 ? "equal" : "%.0f differ".formatted(error)) : "%.1e".formatted(error);
        }
    }

    private final Map<String, Map<String, Row>> byCase = new LinkedHashMap<>();

    /** Adds the error of one quantity; of several the largest counts. */
    void add(GoldenCase golden, String quantity, double error, double tolerance) {
        double bounded = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        byCase.computeIfAbsent(golden.name(), name -> new LinkedHashMap<>())
                .merge(
                        quantity,
                        new Row(bounded, tolerance),
                        (a, b) -> new Row(Math.max(a.error(), b.error()), tolerance));
    }

    void compare(GoldenCase golden, String quantity, float[] actual, float[] expected, double tolerance) {
        add(golden, quantity, maxError(actual, expected), tolerance);
    }

    void equal(GoldenCase golden, String quantity, boolean equal) {
        add(golden, quantity, equal ? 0 : 1, 0);
    }

    Map<String, Row> of(String name) {
        return byCase.getOrDefault(name, Map.of());
    }

    /** A Markdown table: quantities down, cases across. */
    String table() {
        List<String> cases = new ArrayList<>(byCase.keySet());
        var quantities = byCase.values().stream()
                .flatMap(rows -> rows.keySet().stream())
                .distinct()
                .toList();
        var table = new StringBuilder("| quantity | " + String.join(" | ", cases) + " | accepted |\n");
        table.append("|---|").append("---:|".repeat(cases.size() + 1)).append('\n');
        for (String quantity : quantities) {
            String cells = cases.stream()
                    .map(name -> of(name).containsKey(quantity)
                            ? of(name).get(quantity).shown()
                            : "")
                    .collect(Collectors.joining(" | "));
            double tolerance = byCase.values().stream()
                    .filter(rows -> rows.containsKey(quantity))
                    .mapToDouble(rows -> rows.get(quantity).tolerance())
                    .max()
                    .orElseThrow();
            String accepted = tolerance == 0 ? "equal" : "%.0e".formatted(tolerance);
            table.append("| `%s` | %s | %s |%n".formatted(quantity, cells, accepted));
        }
        return table.toString();
    }

    static double maxError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double max = 0;
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs((double) actual[i] - expected[i]);
            max = Math.max(max, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
        }
        return max;
    }
}
