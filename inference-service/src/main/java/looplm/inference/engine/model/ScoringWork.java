package looplm.inference.engine.model;

import java.util.List;

/** A scoring task under way, in pieces of bounded size. Engine thread only. */
public interface ScoringWork extends AutoCloseable {

    /**
     * Runs one piece.
     *
     * @return whether any is left
     */
    boolean advance();

    /** Tokens that were run so far, each through all steps. */
    int fedTokens();

    /** The scores, in the order of the continuations, once nothing is left. */
    List<ContinuationLikelihood> scores();

    @Override
    void close();

    /**
     * How likely one continuation is.
     *
     * @param byStep log-likelihood of all its tokens, read after every step [T]
     * @param greedyByStep whether it is what greedy decoding gives at this depth [T]
     */
    record ContinuationLikelihood(int tokens, double[] byStep, boolean[] greedyByStep) {}
}
