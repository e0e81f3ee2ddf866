package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Depth bounds of one request. A missing field keeps what {@code reasoning_effort} resolved to; a missing minimum falls
 * to the maximum where it would exceed it.
 *
 * @param minSteps recurrent steps that every token runs at least, {@code 1 <= minSteps <= maxSteps}
 * @param maxSteps recurrent steps that a token runs at most, up to the server's limit
 * @param exitThreshold cumulative exit probability q at which a token stops, {@code 0 < q <= 1}; 1 never exits early
 * @param trace whether to add per-token exit steps and gate probabilities
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoopControls(
        @JsonProperty("min_steps") @Nullable Integer minSteps,
        @JsonProperty("max_steps") @Nullable Integer maxSteps,
        @JsonProperty("exit_threshold") @Nullable Double exitThreshold,
        @Nullable Boolean trace) {

    /** Exactly {@code steps} recurrent steps for every token. */
    public static LoopControls fixed(int steps) {
        return new LoopControls(steps, steps, null, null);
    }
}
