package looplm.inference.admission;

import java.util.function.LongSupplier;
import looplm.edge.RefusedException;
import looplm.model.sample.SamplingParams;

/** Checks how a request wants its tokens drawn, and fills in what it leaves open. */
final class SamplingLimits {

    private static final double MAX_TEMPERATURE = 2;

    private final SamplingParams defaults;
    private final LongSupplier seeds;

    /**
     * @param defaults the checkpoint's own; their seed is not used
     */
    SamplingLimits(SamplingParams defaults, LongSupplier seeds) {
        this.defaults = defaults;
        this.seeds = seeds;
    }

    SamplingParams resolve(AskedFields asked) {
        Double temperature = asked.temperature();
        if (temperature != null && !(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
            throw RefusedException.invalid("temperature", temperature, "0..2");
        }
        Double topP = asked.topP();
        if (topP != null && !(topP > 0 && topP <= 1)) {
            throw RefusedException.invalid("top_p", topP, "above 0, at most 1");
        }
        Integer topK = asked.topK();
        if (topK != null && topK < -1) {
            throw RefusedException.invalid("top_k", topK, "1 or more, or 0 or -1 for all tokens");
        }
        Double minP = asked.minP();
        if (minP != null && !(minP >= 0 && minP <= 1)) {
            throw RefusedException.invalid("min_p", minP, "0..1");
        }
        return new SamplingParams(
                temperature == null ? defaults.temperature() : temperature,
                topP == null ? defaults.topP() : topP,
                topK == null ? defaults.topK() : Math.max(topK, 0),
                minP == null ? defaults.minP() : minP,
                asked.seed() == null ? seeds.getAsLong() : asked.seed());
    }
}
