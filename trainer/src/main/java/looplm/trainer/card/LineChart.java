package looplm.trainer.card;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A line chart as SVG that needs nothing else: no script, no font, no style sheet.
 *
 * @param title above it
 * @param x label of the horizontal axis
 * @param y label of the vertical axis
 * @param lines at most eight
 */
public record LineChart(String title, String x, String y, List<Line> lines) {

    /**
     * One line.
     *
     * @param dots whether its points are marked
     */
    public record Line(String name, List<Point> points, boolean dots) {}

    public record Point(double x, double y) {}

    private static final List<String> COLOURS =
            List.of("#444444", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999900");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 36;
    private static final int BOTTOM = 84;
    private static final int TICKS = 5;

    private record Range(double low, double high) {

        double share(double value) {
            return high == low ? 0.5 : (value - low) / (high - low);
        }

        double at(double share) {
            return low + share * (high - low);
        }
    }

    /** The picture. */
    public String svg() {
        Range across = range(true);
        Range up = range(false);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="%d" height="%d" fill="white"/>
                <text x="%d" y="20" font-size="14" font-weight="bold">%s</text>
                %s
                %s
                <text x="%d" y="%d" text-anchor="middle">%s</text>
                <text transform="translate(14 %d) rotate(-90)" text-anchor="middle">%s</text>
                %s
                </svg>
                """.formatted(
                        WIDTH,
                        HEIGHT,
                        WIDTH,
                        HEIGHT,
                        LEFT,
                        escaped(title),
                        axes(across, up),
                        IntStream.range(0, lines.size())
                                .mapToObj(i -> line(lines.get(i), COLOURS.get(i % COLOURS.size()), across, up))
                                .collect(Collectors.joining("\n")),
                        (LEFT + WIDTH - RIGHT) / 2,
                        HEIGHT - BOTTOM + 34,
                        escaped(x),
                        (TOP + HEIGHT - BOTTOM) / 2,
                        escaped(y),
                        legend());
    }

    private Range range(boolean across) {
        double[] values = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> across ? point.x() : point.y())
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return values.length == 0 ? new Range(0, 1) : new Range(values[0], values[values.length - 1]);
    }

    private static double left(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double top(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String axes(Range across, Range up) {
        return IntStream.rangeClosed(0, TICKS)
                .mapToObj(i -> {
                    double share = (double) i / TICKS;
                    return String.format(
                            Locale.ROOT,
                            """
                            <line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#dddddd"/>\
                            <text x="%d" y="%.1f" text-anchor="end">%s</text>\
                            <text x="%.1f" y="%d" text-anchor="middle">%s</text>""",
                            LEFT,
                            WIDTH - RIGHT,
                            top(share),
                            top(share),
                            LEFT - 6,
                            top(share) + 4,
                            number(up.at(share)),
                            left(share),
                            HEIGHT - BOTTOM + 16,
                            number(across.at(share)));
                })
                .collect(Collectors.joining("\n"));
    }

    private static String line(Line line, String colour, Range across, Range up) {
        String points = line.points().stream()
                .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                .map(point -> String.format(
                        Locale.ROOT, "%.1f,%.1f", left(across.share(point.x())), top(up.share(point.y()))))
                .collect(Collectors.joining(" "));
        String path =
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>".formatted(colour, points);
        if (!line.dots() || points.isEmpty()) {
            return path;
        }
        return path
                + List.of(points.split(" ")).stream()
                        .map(point -> point.split(","))
                        .map(at ->
                                "<circle cx=\"%s\" cy=\"%s\" r=\"2.5\" fill=\"%s\"/>".formatted(at[0], at[1], colour))
                        .collect(Collectors.joining());
    }

    private String legend() {
        return IntStream.range(0, lines.size())
                .mapToObj(i -> "<text x=\"%d\" y=\"%d\" fill=\"%s\">&#9632; %s</text>"
                        .formatted(
                                LEFT + i % 3 * 185,
                                HEIGHT - 30 + i / 3 * 15,
                                COLOURS.get(i % COLOURS.size()),
                                escaped(lines.get(i).name())))
                .collect(Collectors.joining("\n"));
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 1 ? "%.1f" : size >= 0.01 || size == 0 ? "%.2f" : "%.1e";
        return String.format(Locale.ROOT, format, value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
