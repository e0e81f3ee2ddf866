package looplm.inference.admission;

import java.util.HashMap;
import java.util.Map;
import looplm.inference.engine.token.TokenSampler;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;

/**
 * Draws the tokens of one answer. The draw depends on seed, answer and position alone; penalties on the answer's own
 * tokens: nothing else that runs changes it.
 */
final class AnswerSampler implements TokenSampler {

    private final SamplingParams params;
    private final Penalties penalties;
    private final int answer;

    /** Tokens of prompt and answer to how often the answer holds them. */
    private final Map<Integer, Integer> said = new HashMap<>();

    /**
     * @param answer index among the answers of its request
     * @param prompt tokens that were not said, but are not to be repeated either
     */
    AnswerSampler(SamplingParams params, Penalties penalties, int answer, int[] prompt) {
        this.params = params;
        this.penalties = penalties;
        this.answer = answer;
        for (int token : penalties.repetition() == 1 ? new int[0] : prompt) {
            said.putIfAbsent(token, 0);
        }
    }

    /**
     * What is done to the logits before a token is drawn.
     *
     * @param presence taken off every token that the answer holds already
     * @param frequency taken off as often as the answer holds it
     * @param repetition divides the logits of tokens in prompt and answer, multiplies negative ones; 1 does nothing
     * @param bias added, by token id
     */
    record Penalties(double presence, double frequency, double repetition, Map<Integer, Float> bias) {

        static final Penalties NONE = new Penalties(0, 0, 1, Map.of());

        Penalties {
            bias = Map.copyOf(bias);
        }

        /** Whether it matters what was said before. */
        private boolean remembers() {
            return presence != 0 || frequency != 0 || repetition != 1;
        }

        /**
         * @param times how often the answer holds the token
         */
        private float applied(float logit, int times) {
            double repeated = logit > 0 ? logit / repetition : logit * repetition;
            return (float) (repeated - (times > 0 ? presence + frequency * times : 0));
        }
    }

    @Override
    public int sample(float[] logits, int position) {
        penalties.bias().forEach((token, added) -> logits[token] += added);
        said.forEach((token, times) -> logits[token] = penalties.applied(logits[token], times));
        int token = Sampler.sample(logits, params, answer, position);
        if (penalties.remembers()) {
            said.merge(token, 1, Integer::sum);
        }
        return token;
    }
}
