package looplm.inference.engine.token;

import java.util.List;

/**
 * What is told of a token beside its text.
 *
 * @param logProbability natural logarithm of its probability at temperature 1, before penalties, biases and cuts
 * @param top the likeliest tokens, likeliest first
 * @param steps what every step it ran said, the exit step last; empty unless traced
 */
public record TokenDetails(double logProbability, List<LikelyToken> top, List<StepDetails> steps) {

    public TokenDetails {
        top = List.copyOf(top);
        steps = List.copyOf(steps);
    }

    /** A token and its log-probability. */
    public record LikelyToken(int id, double logProbability) {}

    /**
     * @param exitProbability of leaving at this step, given that it was not left before
     * @param cdf cumulative exit probability after it
     * @param top the tokens that would have been likeliest here, likeliest first
     */
    public record StepDetails(float exitProbability, float cdf, List<LikelyToken> top) {
        public StepDetails {
            top = List.copyOf(top);
        }
    }
}
