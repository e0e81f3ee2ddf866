package looplm.wire.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The answer of {@code POST /internal/score}.
 *
 * @param contextTokens of the context
 * @param continuations in the order they were asked
 * @param billedSteps tokens that were run x steps
 */
public record ScoreAnswer(
        String model,
        @JsonProperty("context_tokens") int contextTokens,
        List<Continuation> continuations,
        @JsonProperty("billed_steps") long billedSteps) {

    public ScoreAnswer {
        continuations = List.copyOf(continuations);
    }

    /**
     * @param tokens of the continuation
     * @param logprobByStep log-likelihood of all its tokens, read after steps 1, 2, ...
     * @param greedyByStep whether greedy decoding at this fixed depth gives exactly it
     */
    public record Continuation(
            int tokens,
            @JsonProperty("logprob_by_step") List<Double> logprobByStep,
            @JsonProperty("greedy_by_step") List<Boolean> greedyByStep) {

        public Continuation {
            logprobByStep = List.copyOf(logprobByStep);
            greedyByStep = List.copyOf(greedyByStep);
        }
    }
}
