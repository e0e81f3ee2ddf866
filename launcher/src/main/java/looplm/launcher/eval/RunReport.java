package looplm.launcher.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import looplm.wire.eval.Run;
import org.jspecify.annotations.Nullable;

/** A finished run as the command line tells it: the object that scripts read, or a table. */
record RunReport(
        @JsonProperty("run_id") String runId,
        String suite,
        List<Run.DepthAccuracy> depths,
        List<Adaptive> adaptive,
        @Nullable String gate) {

    private static final int EXIT_REGRESS = 3;
    private static final int EXIT_INCONCLUSIVE = 4;

    record Adaptive(
            double threshold,
            double accuracy,
            @JsonProperty("mean_steps") double meanSteps) {}

    static RunReport of(Run run) {
        return new RunReport(
                run.runId(),
                run.suite(),
                run.depths(),
                run.adaptive().stream()
                        .map(one -> new Adaptive(one.threshold(), one.accuracy(), one.meanSteps()))
                        .toList(),
                run.gate());
    }

    /** 0 passed or not judged, 3 worse than the baseline, 4 too few items to tell, 1 a word this version does not know. */
    int exitCode() {
        return switch (gate == null ? "pass" : gate.toLowerCase(Locale.ROOT)) {
            case "pass" -> 0;
            case "regress" -> EXIT_REGRESS;
            case "inconclusive" -> EXIT_INCONCLUSIVE;
            default -> 1;
        };
    }

    static void table(Run run, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s on %s (weights %s, kernel %s), run %s%n",
                run.suite(),
                run.model() == null ? "?" : run.model(),
                run.weightsHash() == null ? "?" : run.weightsHash(),
                run.kernel() == null ? "?" : run.kernel(),
                run.runId());
        String format = "%-12s %8s %10s %10s %11s%n";
        out.printf(Locale.ROOT, format, "steps", "items", "accuracy", "std.err.", "mean steps");
        for (Run.DepthAccuracy depth : run.depths()) {
            out.printf(
                    Locale.ROOT,
                    format,
                    depth.steps(),
                    depth.n(),
                    Percent.of(depth.accuracy()),
                    Percent.of(depth.stderr()),
                    depth.steps());
        }
        for (Run.AdaptiveAccuracy adaptive : run.adaptive()) {
            out.printf(
                    Locale.ROOT,
                    format,
                    "q = " + adaptive.threshold(),
                    adaptive.n(),
                    Percent.of(adaptive.accuracy()),
                    Percent.of(adaptive.stderr()),
                    String.format(Locale.ROOT, "%.2f", adaptive.meanSteps()));
        }
        out.println("Chance: " + Percent.of(run.chance()) + (run.gate() == null ? "" : ". Gate: " + run.gate()));
        out.flush();
    }
}
