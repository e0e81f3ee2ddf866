package looplm.wire.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation run and what it found so far.
 *
 * @param state {@code queued|running|finished|failed|cancelled}
 * @param model the model's name as the target reports it
 * @param weightsHash first 12 hex digits; a run is about exactly these weights
 * @param kernel the form that the weights were held in, as the target reports it; several, separated by commas, where it
 *     changed in the middle
 * @param done item runs recorded, of {@code total}
 * @param chance accuracy of guessing
 * @param error why the run failed
 */
public record Run(
        @JsonProperty("run_id") String runId,
        String suite,
        String state,
        @Nullable String model,
        @JsonProperty("weights_hash") @Nullable String weightsHash,
        @Nullable String kernel,
        int done,
        int total,
        double chance,
        List<DepthAccuracy> depths,
        List<AdaptiveAccuracy> adaptive,
        @Nullable String gate,
        @Nullable String error,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("finished_at") @Nullable Instant finishedAt) {

    public Run {
        depths = List.copyOf(depths);
        adaptive = List.copyOf(adaptive);
    }

    /**
     * @param steps recurrent steps, fixed
     * @param n items scored, recorded failures included
     * @param stderr standard error of the accuracy
     */
    public record DepthAccuracy(int steps, int n, double accuracy, double stderr) {}

    /**
     * @param meanSteps mean exit step over all tokens, the first included
     */
    public record AdaptiveAccuracy(
            double threshold,
            int n,
            double accuracy,
            double stderr,
            @JsonProperty("mean_steps") double meanSteps) {}
}
