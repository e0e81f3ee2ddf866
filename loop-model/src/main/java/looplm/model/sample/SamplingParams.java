package looplm.model.sample;

import looplm.wire.FieldRange;

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

    public static final int MAX_TEMPERATURE = 100;

    public SamplingParams {
        FieldRange.between(0, MAX_TEMPERATURE).require("temperature", temperature);
        FieldRange.TOP_P.require("top_p", topP);
        FieldRange.atLeast(0).require("top_k", topK);
        FieldRange.MIN_P.require("min_p", minP);
    }

    /** Without a floor on probabilities. */
    public SamplingParams(double temperature, double topP, int topK, long seed) {
        this(temperature, topP, topK, 0, seed);
    }
}
