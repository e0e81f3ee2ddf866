package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One depth law at one batch.
 *
 * @param modelled whether the times are the model's, with counted ticks, or measured
 * @param speedup S: tokens per second over LOCKSTEP at full depth
 * @param bound U = (F0 + T Fr) / (F0 + mean Fr), what depth alone can give
 * @param boundTick what it can give where every tick in which any row leaves pays a head
 * @param ratio S / U
 * @param ratioTick S / boundTick
 * @param boundMeasured boundTick with the measured times of a step and of the head in place of parameters, so with
 *     attention as well
 * @param ratioMeasured S / boundMeasured
 * @param headShare part of the ticks in which any row leaves
 * @param noRefill speed-up of NO_REFILL; null unless asked for
 * @param low slowest pair of arms
 * @param high fastest pair of arms
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LawFigures(
        String law,
        int batch,
        boolean modelled,
        double speedup,
        double bound,
        @JsonProperty("bound_tick") double boundTick,
        double ratio,
        @JsonProperty("ratio_tick") double ratioTick,
        @JsonProperty("bound_measured") double boundMeasured,
        @JsonProperty("ratio_measured") double ratioMeasured,
        @JsonProperty("mean_steps") double meanSteps,
        @JsonProperty("head_share") double headShare,
        @JsonProperty("tokens_per_s") double tokensPerSecond,
        @JsonProperty("no_refill") @Nullable Double noRefill,
        @Nullable Double low,
        @Nullable Double high) {

    /**
     * @param costs of a tick at this batch
     * @param range slowest and fastest pair of arms; null where the times are modelled
     */
    static LawFigures of(
            DepthLaw law,
            MeasuredShape shape,
            TickCosts costs,
            double speedup,
            double headShare,
            double tokensPerSecond,
            @Nullable Double noRefill,
            double @Nullable [] range) {
        double steps = law.maxSteps();
        double fr = shape.stepParameters();
        double f0 = shape.headParameters();
        double mean = law.meanSteps();
        double bound = (f0 + steps * fr) / (f0 + mean * fr);
        double boundTick = (f0 + steps * fr) / (mean * (fr + f0 * headShare));
        double step = costs.stepSeconds();
        double head = costs.headSeconds();
        double measured = (head + steps * step) / (mean * (step + head * headShare));
        return new LawFigures(
                law.key(),
                costs.rows(),
                range == null,
                speedup,
                bound,
                boundTick,
                speedup / bound,
                speedup / boundTick,
                measured,
                speedup / measured,
                mean,
                headShare,
                tokensPerSecond,
                noRefill,
                range == null ? null : range[0],
                range == null ? null : range[1]);
    }
}
