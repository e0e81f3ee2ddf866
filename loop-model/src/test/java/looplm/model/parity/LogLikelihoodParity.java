package looplm.model.parity;

import java.util.Arrays;
import java.util.List;
import looplm.model.ContinuationScore;
import looplm.model.ContinuationScoring;
import looplm.model.TextModel;
import tools.jackson.databind.JsonNode;

/** Log-likelihood of a continuation after every step, from one pass. */
final class LogLikelihoodParity implements ParityCheck {

    private static final double RELATIVE_TOLERANCE = 1e-5;

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.scalar("loglik.pairs").isArray();
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        JsonNode pairs = golden.scalar("loglik.pairs");
        try (TextModel text = TextModel.load(golden.checkpoint())) {
            for (int i = 0; i < pairs.size(); i++) {
                JsonNode pair = pairs.get(i);
                int[] context = text.tokenizer().encode(pair.path("context").stringValue());
                int[] continuation =
                        text.tokenizer().encode(pair.path("continuation").stringValue());
                String name = "loglik." + i + ".";
                boolean sameIds = Arrays.equals(context, golden.ints(name + "context_ids"))
                        && Arrays.equals(continuation, golden.ints(name + "continuation_ids"));
                rows.equal(golden, "loglik.ids", sameIds);
                int steps = golden.shape(name + "sum_logprob")[0];
                compare(
                        golden,
                        rows,
                        name,
                        ContinuationScoring.score(text.model(), context, List.of(continuation), steps)
                                .getFirst());
            }
        }
    }

    private static void compare(GoldenCase golden, ParityRows rows, String name, ContinuationScore score) {
        for (int t = 0; t < score.recurrentSteps(); t++) {
            var tokens = new float[score.tokens()];
            for (int k = 0; k < tokens.length; k++) {
                tokens[k] = (float) score.logProbabilities()[t][k];
            }
            float[] expected = golden.floats(name + "token_logprob", t);
            rows.compare(golden, "loglik.token_logprob", tokens, expected, TOLERANCE);
            double sum = golden.floats(name + "sum_logprob")[t];
            double error = Math.abs(score.logLikelihood(t + 1) - sum) / Math.abs(sum);
            rows.add(golden, "loglik.sum_logprob (relative)", error, RELATIVE_TOLERANCE);
            boolean greedy = golden.ints(name + "greedy_match")[t] == 1;
            rows.equal(golden, "loglik.greedy_match", score.greedy(t + 1) == greedy);
        }
    }
}
