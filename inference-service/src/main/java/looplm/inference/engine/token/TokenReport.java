package looplm.inference.engine.token;

/**
 * What is told of every token beside its text.
 *
 * @param logProbabilities whether its log-probability is told
 * @param topTokens likeliest tokens that are told beside it
 * @param trace whether gate and likeliest tokens are told of every step it ran
 */
public record TokenReport(boolean logProbabilities, int topTokens, boolean trace) {

    /** Likeliest tokens told of every step of a traced token. */
    public static final int TRACED_TOKENS = 5;

    public static final TokenReport NONE = new TokenReport(false, 0, false);

    /** Whether there is anything to tell. */
    public boolean any() {
        return logProbabilities || trace;
    }
}
