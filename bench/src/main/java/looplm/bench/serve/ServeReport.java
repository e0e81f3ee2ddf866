package looplm.bench.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import looplm.bench.measure.Percentiles;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench serve} found.
 *
 * @param items questions of an arm
 * @param answerTokens tokens of every answer; 0 where answers end by themselves
 * @param speedup tokens per second of the effort over full depth
 * @param low slowest pair of arms
 * @param high fastest pair of arms
 */
record ServeReport(
        String dtype,
        int rows,
        int clients,
        int items,
        @JsonProperty("answer_tokens") int answerTokens,
        @JsonProperty("full_depth") Figures fullDepth,
        Figures adaptive,
        double speedup,
        double low,
        double high) {

    /**
     * @param accuracy part of the answers that are right; null where their ends were ignored
     * @param meanSteps of tokens that came from a tick
     * @param meanExitStep of all tokens, the first one of an answer included, whose prompt runs all steps anyway
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figures(
            String effort,
            int answers,
            @Nullable Double accuracy,
            @JsonProperty("mean_steps") double meanSteps,
            @JsonProperty("mean_exit_step") double meanExitStep,
            @JsonProperty("tokens_per_s") double tokensPerSecond,
            @JsonProperty("answers_per_s") double answersPerSecond,
            @JsonProperty("p50_ms") double p50,
            @JsonProperty("p95_ms") double p95) {

        static Figures of(ServeArm arm, ServeArm.Result result) {
            var times = Percentiles.of(result.milliseconds());
            return new Figures(
                    arm.effort(),
                    result.answers(),
                    arm.tokens() == 0 ? (double) result.right() / result.answers() : null,
                    result.decoded() == 0 ? 0 : (double) result.executedSteps() / result.decoded(),
                    (double) result.exitSteps() / result.tokens(),
                    result.tokensPerSecond(),
                    result.answers() * 1e9 / result.nanos(),
                    times.p50(),
                    times.p95());
        }
    }

    void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s, %d rows, %d clients, %d held-out questions an arm, answers %s%n%n",
                dtype,
                rows,
                clients,
                items,
                answerTokens == 0 ? "that end" : "of " + answerTokens + " tokens");
        out.println("effort    accuracy  steps  exit step  tok/s     answers/s  p50 ms  p95 ms");
        for (Figures one : List.of(fullDepth, adaptive)) {
            out.printf(
                    Locale.ROOT,
                    "%-8s  %-8s  %.2f   %.2f       %-8.1f  %-9.1f  %-6.1f  %.1f%n",
                    one.effort(),
                    one.accuracy() == null ? "-" : String.format(Locale.ROOT, "%.1f %%", one.accuracy() * 100),
                    one.meanSteps(),
                    one.meanExitStep(),
                    one.tokensPerSecond(),
                    one.answersPerSecond(),
                    one.p50(),
                    one.p95());
        }
        out.printf(Locale.ROOT, "%nspeed-up in tokens/s %.3f (%.3f..%.3f)%n", speedup, low, high);
        out.flush();
    }
}
