package looplm.inference.engine.token;

/** Picks the tokens of one request. */
public interface TokenSampler {

    /**
     * @param logits [V]; may be overwritten
     * @param position of the token in its sequence: with a seed it decides the draw, whatever else runs
     * @return a token id
     */
    int sample(float[] logits, int position);
}
