package looplm.trainer.release;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import looplm.trainer.card.LineChart;
import looplm.trainer.card.LineChart.Line;
import looplm.trainer.card.LineChart.Point;
import tools.jackson.databind.JsonNode;

/** The curves of a run as one HTML page that needs nothing else. */
public final class CurvesReport {

    /** Its file name in a model directory. */
    public static final String FILE = "training.html";

    private static final int MAX_POINTS = 400;

    private CurvesReport() {}

    /**
     * The page.
     *
     * @param name of the model
     * @param lines of {@code metrics.jsonl}
     */
    public static String html(String name, List<JsonNode> lines) {
        List<JsonNode> some = thinned(lines);
        String charts = Stream.of(
                        new LineChart("Loss", "tokens, millions", "nats", List.of(line("loss", some, at("loss")))),
                        new LineChart(
                                "Right first answers by step", "tokens, millions", "share", bySteps("accuracy", some)),
                        new LineChart("Cross-entropy by step", "tokens, millions", "nats", bySteps("ce", some)),
                        new LineChart(
                                "Exit distribution", "tokens, millions", "share", bySteps("exit_distribution", some)),
                        new LineChart(
                                "Gradient norm",
                                "tokens, millions",
                                "before clipping",
                                List.of(line("norm", some, at("gradient_norm")))),
                        new LineChart(
                                "Learning rate",
                                "tokens, millions",
                                "",
                                List.of(line("learning rate", some, at("learning_rate")))))
                .map(LineChart::svg)
                .map("<figure>%s</figure>"::formatted)
                .collect(Collectors.joining("\n"));
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Training of %s</title>
                <style>body{font-family:sans-serif;max-width:1320px;margin:2em auto}figure{display:inline-block;width:640px;margin:0}</style>
                </head><body><h1>Training of %s</h1>
                %s
                </body></html>
                """.formatted(escaped(name), escaped(name), charts);
    }

    private static List<JsonNode> thinned(List<JsonNode> lines) {
        int stride = Math.max(1, lines.size() / MAX_POINTS);
        var some = new ArrayList<JsonNode>();
        for (int i = 0; i < lines.size(); i += stride) {
            some.add(lines.get(i));
        }
        return some;
    }

    private static Function<JsonNode, Double> at(String key) {
        return line -> line.path(key).doubleValue(Double.NaN);
    }

    private static List<Line> bySteps(String key, List<JsonNode> lines) {
        int steps = lines.isEmpty() ? 0 : lines.getFirst().path(key).size();
        var all = new ArrayList<Line>();
        for (int t = 0; t < steps; t++) {
            int step = t;
            all.add(line(
                    "step " + (t + 1), lines, node -> node.path(key).path(step).doubleValue(Double.NaN)));
        }
        return all;
    }

    private static Line line(String name, List<JsonNode> lines, Function<JsonNode, Double> value) {
        return new Line(
                name,
                lines.stream()
                        .map(node -> new Point(node.path("tokens").doubleValue() / 1e6, value.apply(node)))
                        .toList(),
                false);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
