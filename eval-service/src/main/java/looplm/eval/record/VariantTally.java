package looplm.eval.record;

import java.util.UUID;
import looplm.wire.eval.Run;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a run at one depth or threshold, counted.
 *
 * @param hits right answers
 */
public record VariantTally(
        UUID runId,
        @Nullable Integer steps,
        @Nullable Double exitThreshold,
        long n,
        long hits,
        long completionTokens,
        long exitStepsSum) {

    public Run.DepthAccuracy depth(int fixedSteps) {
        var accuracy = new Proportion(hits, n);
        return new Run.DepthAccuracy(fixedSteps, Math.toIntExact(n), accuracy.value(), accuracy.standardError());
    }

    public Run.AdaptiveAccuracy adaptive(double threshold) {
        var accuracy = new Proportion(hits, n);
        double meanSteps = completionTokens == 0 ? 0 : (double) exitStepsSum / completionTokens;
        return new Run.AdaptiveAccuracy(
                threshold, Math.toIntExact(n), accuracy.value(), accuracy.standardError(), meanSteps);
    }
}
