package looplm.model.sample;

import java.util.Arrays;

/** Draws tokens from logits. Pure: no state, no library, the same arguments give the same token. */
public final class Sampler {

    private Sampler() {}

    /**
     * Draws the next token.
     *
     * @param logits before softmax [V]
     * @param choice index of the answer among those of one request
     * @param position index of the token in its sequence
     * @return its id; of equally likely ones at temperature 0 the lowest
     * @throws IllegalArgumentException where the logits are not numbers
     */
    public static int sample(float[] logits, SamplingParams params, int choice, int position) {
        int best = argmax(logits);
        if (params.temperature() == 0 || params.topK() == 1) {
            return best;
        }
        double uniform = CounterRandom.uniform(params.seed(), choice, position);
        double[] weights = weights(logits, logits[best], params.temperature());
        cutBelow(weights, params.minP());
        if (params.topK() == 0 && params.topP() == 1) {
            return draw(weights, uniform);
        }
        int[] likeliest = byLogit(logits);
        return drawFrom(likeliest, kept(likeliest, weights, params), weights, uniform);
    }

    /** The most likely token, the lowest of equal ones. */
    public static int argmax(float[] logits) {
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (Float.isNaN(logits[i])) {
                throw new IllegalArgumentException("logits: NaN at " + i + " (expected: numbers)");
            }
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Natural logarithm of a token's probability at temperature 1, before any cut. */
    public static double logProbability(float[] logits, int token) {
        float max = logits[argmax(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return logits[token] - max - Math.log(sum);
    }

    /** The likeliest token weighs 1, so a weight is its probability over the likeliest one's. */
    private static void cutBelow(double[] weights, double minP) {
        if (minP > 0) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = weights[i] < minP ? 0 : weights[i];
            }
        }
    }

    private static double[] weights(float[] logits, float max, double temperature) {
        var weights = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - max) / temperature);
        }
        return weights;
    }

    private static int draw(double[] weights, double uniform) {
        double target = uniform * Arrays.stream(weights).sum();
        double sum = 0;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                sum += weights[i];
                last = i;
                if (target < sum) {
                    return i;
                }
            }
        }
        return last;
    }

    /** How many of the likeliest tokens stay. */
    private static int kept(int[] likeliest, double[] weights, SamplingParams params) {
        int limit = params.topK() == 0 ? likeliest.length : Math.min(params.topK(), likeliest.length);
        while (limit > 1 && weights[likeliest[limit - 1]] == 0) {
            limit--;
        }
        if (params.topP() == 1) {
            return limit;
        }
        double total = 0;
        for (int i = 0; i < limit; i++) {
            total += weights[likeliest[i]];
        }
        double sum = 0;
        for (int i = 0; i < limit; i++) {
            sum += weights[likeliest[i]];
            if (sum >= params.topP() * total) {
                return i + 1;
            }
        }
        return limit;
    }

    private static int drawFrom(int[] likeliest, int kept, double[] weights, double uniform) {
        double total = 0;
        for (int i = 0; i < kept; i++) {
            total += weights[likeliest[i]];
        }
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weights[likeliest[i]];
            if (uniform * total < sum) {
                return likeliest[i];
            }
        }
        return likeliest[kept - 1];
    }

    /** Ids by falling logit, then rising id: sorted as one long each, because boxed comparators are slow at 50,000. */
    private static int[] byLogit(float[] logits) {
        var keys = new long[logits.length];
        for (int i = 0; i < logits.length; i++) {
            int bits = Float.floatToIntBits(logits[i] + 0f);
            int rising = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            keys[i] = ((long) ~rising << Integer.SIZE) | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }
}
