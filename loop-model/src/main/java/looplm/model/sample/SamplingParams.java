package looplm.model.sample;

/**
 * How the next token is drawn from logits.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topP keeps the smallest set of likeliest tokens whose mass reaches this; 1 keeps all
 * @param topK keeps this many likeliest tokens; 0 keeps all
 * @param minP keeps the tokens whose probability is at least this share of the likeliest one's; 0 keeps all
 * @param seed of the random numbers; the same seed gives the same tokens
 */
public record SamplingParams(double temperature, double topP, int topK, double minP, long seed) {

    /** The most likely token, always. */
    public static final SamplingParams GREEDY = new SamplingParams(0, 1, 0, 0);

    public static final double MAX_TEMPERATURE = 100;

    public SamplingParams {
        if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
            throw new IllegalArgumentException(
                    "temperature: " + temperature + " (expected: 0.." + MAX_TEMPERATURE + ")");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p: " + topP + " (expected: above 0, at most 1)");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top_k: " + topK + " (expected: 0 or above)");
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("min_p: " + minP + " (expected: 0..1)");
        }
    }

    /** Without a floor on probabilities. */
    public SamplingParams(double temperature, double topP, int topK, long seed) {
        this(temperature, topP, topK, 0, seed);
    }
}
