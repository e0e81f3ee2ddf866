package looplm.inference.admission;

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
    private final Penalties.Memory memory;

    /**
     * @param answer index among the answers of its request
     */
    AnswerSampler(SamplingParams params, Penalties penalties, int answer, int[] prompt) {
        this.params = params;
        this.penalties = penalties;
        this.answer = answer;
        this.memory = penalties.new Memory(prompt);
    }

    @Override
    public int sample(float[] logits, int position) {
        penalties.applyBias(logits);
        if (penalties.remembers()) {
            memory.apply(logits);
        }
        int token = Sampler.sample(logits, params, answer, position);
        if (penalties.remembers()) {
            memory.said(token);
        }
        return token;
    }
}
