package looplm.inference.engine.token;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import looplm.inference.engine.token.TokenDetails.LikelyToken;
import looplm.inference.engine.token.TokenDetails.StepDetails;

/**
 * Log-probabilities of one distribution over the vocabulary, at temperature 1, before a sampler changes the logits.
 *
 * @param logits a copy [V]
 * @param logSum logarithm of the sum of their exponentials
 * @param top the likeliest tokens, likeliest first
 */
public record TokenReading(float[] logits, double logSum, List<LikelyToken> top) {

    /** The likelier token first, of equal ones the lower id. */
    private record Candidate(int id, float logit) implements Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int byLogit = Float.compare(logit, other.logit);
            return byLogit != 0 ? byLogit : Integer.compare(other.id, id);
        }
    }

    /**
     * @param topTokens how many of the likeliest to find
     */
    public static TokenReading of(float[] logits, int topTokens) {
        double logSum = logSum(logits);
        return new TokenReading(logits.clone(), logSum, top(logits, topTokens, logSum));
    }

    /** The likeliest tokens of a distribution. */
    public static List<LikelyToken> top(float[] logits, int count) {
        return top(logits, count, logSum(logits));
    }

    public TokenDetails of(int token, List<StepDetails> steps) {
        return new TokenDetails(logits[token] - logSum, top, steps);
    }

    private static List<LikelyToken> top(float[] logits, int count, double logSum) {
        var best = new PriorityQueue<Candidate>(count + 1);
        for (int id = 0; id < logits.length && count > 0; id++) {
            if (best.size() < count || logits[id] > best.element().logit()) {
                best.add(new Candidate(id, logits[id]));
            }
            if (best.size() > count) {
                best.remove();
            }
        }
        var top = new ArrayList<LikelyToken>();
        while (!best.isEmpty()) {
            Candidate next = best.remove();
            top.addFirst(new LikelyToken(next.id(), next.logit() - logSum));
        }
        return top;
    }

    private static double logSum(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        return max + Math.log(sum);
    }
}
