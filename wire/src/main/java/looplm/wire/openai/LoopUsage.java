package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent steps that an answer cost. D is the steps that prefill ran, max(trained steps, the request's maximum).
 *
 * @param promptSteps uncached prompt tokens x D
 * @param executedSteps recurrent steps really run in decode ticks, those of discarded tokens included
 * @param meanSteps executedSteps / tokens that came from a decode tick; null if there was none
 * @param savedSteps tokens that came from a decode tick x D - executedSteps
 * @param exitStepsHistogram exit steps (from 1) to tokens, the first token included: its sum is completion_tokens
 * @param billedSteps promptSteps + executedSteps
 */
public record LoopUsage(
        @JsonProperty("prompt_steps") long promptSteps,
        @JsonProperty("executed_steps") long executedSteps,
        @JsonProperty("mean_steps") @Nullable Double meanSteps,
        @JsonProperty("saved_steps") long savedSteps,
        @JsonProperty("exit_steps_histogram") SortedMap<Integer, Long> exitStepsHistogram,
        @JsonProperty("billed_steps") long billedSteps) {

    public LoopUsage {
        exitStepsHistogram = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(exitStepsHistogram));
    }

    /** What a request costs that ran nothing. */
    public static LoopUsage none() {
        return new LoopUsage(0, 0, null, 0, new TreeMap<>(), 0);
    }
}
