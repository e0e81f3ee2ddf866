package looplm.inference.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import looplm.edge.RefusedException;
import looplm.inference.admission.AnswerSampler.Penalties;
import looplm.model.sample.SamplingParams;
import looplm.wire.FieldRange;
import looplm.wire.openai.PenaltyFields;
import looplm.wire.openai.SamplingFields;
import org.jspecify.annotations.Nullable;

/** Checks how a request wants its tokens drawn, and fills in what it leaves open. */
final class SamplingLimits {

    private static final double MOST_BIAS = 100;
    private static final int MOST_BIASES = 1024;

    private final SamplingParams defaults;
    private final int vocabulary;
    private final LongSupplier seeds;

    /**
     * @param defaults the checkpoint's own; their seed is not used
     * @param vocabulary tokens there are
     */
    SamplingLimits(SamplingParams defaults, int vocabulary, LongSupplier seeds) {
        this.defaults = defaults;
        this.vocabulary = vocabulary;
        this.seeds = seeds;
    }

    SamplingParams resolve(SamplingFields asked) {
        check(FieldRange.TEMPERATURE, "temperature", asked.temperature());
        check(FieldRange.TOP_P, "top_p", asked.topP());
        check(FieldRange.TOP_K, "top_k", asked.topK());
        check(FieldRange.MIN_P, "min_p", asked.minP());
        return new SamplingParams(
                asked.temperature() == null ? defaults.temperature() : asked.temperature(),
                asked.topP() == null ? defaults.topP() : asked.topP(),
                asked.topK() == null ? defaults.topK() : Math.max(asked.topK(), 0),
                asked.minP() == null ? defaults.minP() : asked.minP(),
                asked.seed() == null ? seeds.getAsLong() : asked.seed());
    }

    Penalties resolve(PenaltyFields asked) {
        check(FieldRange.REPETITION_PENALTY, "repetition_penalty", asked.repetitionPenalty());
        check(FieldRange.PENALTY, "presence_penalty", asked.presencePenalty());
        check(FieldRange.PENALTY, "frequency_penalty", asked.frequencyPenalty());
        return new Penalties(
                asked.presencePenalty() == null ? 0 : asked.presencePenalty(),
                asked.frequencyPenalty() == null ? 0 : asked.frequencyPenalty(),
                asked.repetitionPenalty() == null ? 1 : asked.repetitionPenalty(),
                bias(asked.logitBias()));
    }

    private static void check(FieldRange range, String field, @Nullable Number asked) {
        range.check(field, asked, RefusedException::invalid);
    }

    private Map<Integer, Float> bias(@Nullable Object asked) {
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
        entries.forEach((token, added) -> bias.put(token(String.valueOf(token)), added(token, added)));
        return bias;
    }

    private int token(String name) {
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
