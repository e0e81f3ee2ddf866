package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How one token came about, recurrent step by recurrent step.
 *
 * @param id the token's
 * @param exitStep step (from 1) whose logits were read
 * @param steps those it ran up to there
 */
public record TokenTrace(
        int id, String token, @JsonProperty("exit_step") int exitStep, List<Step> steps) {

    public TokenTrace {
        steps = List.copyOf(steps);
    }

    /**
     * @param step from 1
     * @param exitProbability of leaving here, given that it was not left before
     * @param cdf cumulative exit probability after this step
     * @param top the tokens that were likeliest here, likeliest first
     */
    public record Step(
            int step, @JsonProperty("exit_probability") double exitProbability, double cdf, List<Top> top) {

        public Step {
            top = List.copyOf(top);
        }
    }

    /** One of the likeliest tokens. */
    public record Top(int id, String token, double logprob) {}
}
