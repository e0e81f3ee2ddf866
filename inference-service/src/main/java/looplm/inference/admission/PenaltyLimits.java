package looplm.inference.admission;

import java.util.HashMap;
import java.util.Map;
import looplm.edge.RefusedException;
import org.jspecify.annotations.Nullable;

/** Checks what a request wants done to the logits. */
final class PenaltyLimits {

    private static final double MOST_REPETITION = 10;
    private static final double MOST_PENALTY = 2;
    private static final double MOST_BIAS = 100;
    private static final int MOST_BIASES = 1024;

    private PenaltyLimits() {}

    /**
     * @param vocabulary tokens there are
     */
    static Penalties resolve(AskedFields asked, int vocabulary) {
        Double repetition = asked.repetitionPenalty();
        if (repetition != null && !(repetition > 0 && repetition <= MOST_REPETITION)) {
            throw RefusedException.invalid("repetition_penalty", repetition, "above 0, at most 10");
        }
        return new Penalties(
                penalty("presence_penalty", asked.presencePenalty()),
                penalty("frequency_penalty", asked.frequencyPenalty()),
                repetition == null ? 1 : repetition,
                bias(asked.logitBias(), vocabulary));
    }

    private static double penalty(String field, @Nullable Double value) {
        if (value != null && !(Math.abs(value) <= MOST_PENALTY)) {
            throw RefusedException.invalid(field, value, "-2..2");
        }
        return value == null ? 0 : value;
    }

    private static Map<Integer, Float> bias(@Nullable Object asked, int vocabulary) {
        if (asked == null) {
            return Map.of();
        }
        if (!(asked instanceof Map<?, ?> entries)) {
            throw RefusedException.invalid("logit_bias", "given", "an object of token ids and numbers");
        }
        if (entries.size() > MOST_BIASES) {
            throw RefusedException.invalid("logit_bias", entries.size() + " tokens", "at most " + MOST_BIASES);
        }
        var bias = new HashMap<Integer, Float>();
        entries.forEach((token, added) -> bias.put(token(String.valueOf(token), vocabulary), added(token, added)));
        return bias;
    }

    private static int token(String name, int vocabulary) {
        if (name.matches("[0-9]{1,9}") && Integer.parseInt(name) < vocabulary) {
            return Integer.parseInt(name);
        }
        String shown = name.length() <= 20 ? name : name.substring(0, 20) + "...";
        throw RefusedException.invalid("logit_bias", shown, "token ids 0.." + (vocabulary - 1));
    }

    private static float added(@Nullable Object token, @Nullable Object value) {
        if (value instanceof Number number && Math.abs(number.doubleValue()) <= MOST_BIAS) {
            return number.floatValue();
        }
        throw RefusedException.invalid("logit_bias." + token, value, "a number, -100..100");
    }
}
