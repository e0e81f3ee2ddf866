package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Settings of the Stage I loss.
 *
 * @param beta weight of the exit distribution's entropy, by phase of the run
 * @param promptTokenWeight of tokens that are read but not asked for; 0 learns answers only
 * @param laterTokenWeight of answer tokens after the first, and of the end marker; the first one's is 1
 */
public record Loss(
        List<BetaPhase> beta,
        @JsonProperty("prompt_token_weight") double promptTokenWeight,
        @JsonProperty("later_token_weight") double laterTokenWeight) {

    public Loss {
        Check.that(!beta.isEmpty() && beta.getFirst().from() == 0, "loss.beta", beta, "a first phase from 0");
        for (int i = 1; i < beta.size(); i++) {
            Check.that(
                    beta.get(i).from() > beta.get(i - 1).from(),
                    "loss.beta[%d].from".formatted(i),
                    beta.get(i).from(),
                    "above " + beta.get(i - 1).from());
        }
        beta = List.copyOf(beta);
        Check.share("loss.prompt_token_weight", promptTokenWeight);
        Check.share("loss.later_token_weight", laterTokenWeight);
    }

    /** Beta at this share of the run. */
    public double betaAt(double progress) {
        double now = beta.getFirst().beta();
        for (BetaPhase phase : beta) {
            now = progress >= phase.from() ? phase.beta() : now;
        }
        return now;
    }

    /**
     * One phase.
     *
     * @param from share of the run at which it begins
     */
    public record BetaPhase(double from, double beta) {

        public BetaPhase {
            Check.share("loss.beta.from", from);
            Check.that(beta >= 0 && Double.isFinite(beta), "loss.beta.beta", beta, "0 or more");
        }
    }
}
