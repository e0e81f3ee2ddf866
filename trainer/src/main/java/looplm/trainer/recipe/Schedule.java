package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Factor on the learning rate: linear warm-up, constant, decay.
 *
 * @param constantUntil share of the run at which the decay begins
 * @param finalFactor at the end of the run
 */
public record Schedule(
        @JsonProperty("warmup_updates") int warmupUpdates,
        @JsonProperty("constant_until") double constantUntil,
        Decay decay,
        @JsonProperty("final_factor") double finalFactor) {

    public Schedule {
        Check.within("schedule.warmup_updates", warmupUpdates, 0, 1_000_000);
        Check.share("schedule.constant_until", constantUntil);
        Check.share("schedule.final_factor", finalFactor);
    }

    /**
     * The factor for one update.
     *
     * @param update number of the update, from 0
     * @param progress share of the run that is done, 0..1
     */
    public double factor(long update, double progress) {
        double warmup = warmupUpdates == 0 ? 1 : Math.min(1, (update + 1.0) / warmupUpdates);
        if (progress < constantUntil || constantUntil == 1) {
            return warmup;
        }
        double phase = (Math.min(1, progress) - constantUntil) / (1 - constantUntil);
        double left = switch (decay) {
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * phase));
            case LINEAR -> 1 - phase;
        };
        return warmup * (finalFactor + (1 - finalFactor) * left);
    }

    /** How the learning rate falls at the end. */
    public enum Decay {
        /** Half a cosine; with {@code constant_until: 0} the usual warm-up and cosine. */
        @JsonProperty("cosine")
        COSINE,
        /** A straight line: warm-up, stable, decay (WSD). */
        @JsonProperty("linear")
        LINEAR
    }
}
