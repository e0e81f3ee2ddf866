package looplm.inference.admission;

import java.util.HashMap;
import java.util.Map;

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
    boolean remembers() {
        return presence != 0 || frequency != 0 || repetition != 1;
    }

    void applyBias(float[] logits) {
        bias.forEach((token, added) -> logits[token] += added);
    }

    /** Tokens of one answer, and of its prompt, as penalties count them. */
    final class Memory {
        private final Map<Integer, Integer> said = new HashMap<>();

        /**
         * @param prompt tokens that were not said, but are not to be repeated either
         */
        Memory(int[] prompt) {
            for (int token : repetition == 1 ? new int[0] : prompt) {
                said.putIfAbsent(token, 0);
            }
        }

        void apply(float[] logits) {
            said.forEach((token, times) -> {
                float logit = logits[token];
                double repeated = logit > 0 ? logit / repetition : logit * repetition;
                logits[token] = (float) (repeated - (times > 0 ? presence + frequency * times : 0));
            });
        }

        void said(int token) {
            said.merge(token, 1, Integer::sum);
        }
    }
}
