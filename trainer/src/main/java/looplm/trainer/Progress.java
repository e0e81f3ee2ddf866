package looplm.trainer;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a run stands.
 *
 * @param update updates made
 * @param done share of the run, 0..1
 * @param tokens padded tokens so far
 * @param elapsed wall time of training so far, over all parts of a run
 * @param tokensPerSecond since the last report
 * @param loss running mean, the entropy's part included
 * @param ce running cross-entropy by recurrent step, in nats
 * @param accuracy running accuracy of first answer words by recurrent step
 * @param levels hardest level in training, by task; empty where the run has no tasks
 */
public record Progress(
        long update,
        double done,
        long tokens,
        Duration elapsed,
        double tokensPerSecond,
        double loss,
        double[] ce,
        double[] accuracy,
        Map<String, Integer> levels) {

    /** One line for people. */
    public String line() {
        String caps = levels.entrySet().stream()
                .map(level -> level.getKey() + " " + level.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%3.0f %%  update %d  %.2fM tokens  %.0f tokens/s  loss %.3f, by step %s  right by step %s %%%s  %s left",
                100 * done,
                update,
                tokens / 1e6,
                tokensPerSecond,
                loss,
                bySteps("%.2f", 1, ce),
                bySteps("%.0f", 100, accuracy),
                caps.isEmpty() ? "" : "  levels " + caps,
                left());
    }

    private static String bySteps(String format, double scale, double[] values) {
        return Arrays.stream(values)
                .mapToObj(value -> String.format(Locale.ROOT, format, scale * value))
                .collect(Collectors.joining(" "));
    }

    private String left() {
        if (done <= 0) {
            return "?";
        }
        long seconds = Math.round(elapsed.toMillis() / 1000.0 * (1 - done) / done);
        return seconds < 100 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
