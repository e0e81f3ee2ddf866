package looplm.inference.runner.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@code bench engine} found.
 *
 * @param fullDepth all tokens at full depth, by batch
 * @param bookkeepingShare part of a tick that is neither the model's nor reading tokens, the largest of all arms
 * @param readShare part of a tick spent in sampling and telling tokens
 * @param kv what a tick moves, by batch
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EngineReport(
        String shape,
        String dtype,
        int context,
        int threads,
        @JsonProperty("arm_seconds") double armSeconds,
        List<LawFigures> laws,
        @JsonProperty("full_depth") List<FullDepth> fullDepth,
        @JsonProperty("bookkeeping_share") double bookkeepingShare,
        @JsonProperty("read_share") double readShare,
        List<TickCosts> ticks,
        List<KvFigures> kv,
        PrefixCost prefix,
        @JsonProperty("open_loop") List<OpenLoop.Figures> openLoop) {

    /**
     * @param inPhase row tick over LOCKSTEP, tokens beginning together
     * @param outOfPhase the same, tokens beginning one tick after the other
     * @param outOfPhaseBound what a head in every tick leaves of it
     * @param overPlainLoop LOCKSTEP over a plain loop of the same calls without an engine
     */
    record FullDepth(
            int batch,
            @JsonProperty("in_phase") double inPhase,
            @JsonProperty("out_of_phase") @Nullable Double outOfPhase,
            @JsonProperty("out_of_phase_bound") double outOfPhaseBound,
            @JsonProperty("over_plain_loop") double overPlainLoop,
            @JsonProperty("tokens_per_s") double tokensPerSecond) {}

    /** All tokens at full depth, beginning together: the row tick over LOCKSTEP, the least of all batches. */
    @JsonProperty("full_depth_in_phase")
    @Nullable
    Double fullDepthInPhase() {
        return fullDepth.stream()
                .map(FullDepth::inPhase)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "shape %s, %s, context %d, %d threads, arms of %.0f s%n%n",
                shape,
                dtype,
                context,
                threads,
                armSeconds);
        out.println("law            B  mean     S     U  U_tick  S/U  S/U_tick  S/U_measured  tok/s  no-refill  range");
        for (LawFigures law : laws) {
            out.printf(
                    Locale.ROOT,
                    "%-13s %2d  %.2f  %.3f %.3f  %.3f  %.3f  %.3f     %.3f        %7.1f  %s  %s%n",
                    law.law(),
                    law.batch(),
                    law.meanSteps(),
                    law.speedup(),
                    law.bound(),
                    law.boundTick(),
                    law.ratio(),
                    law.ratioTick(),
                    law.ratioMeasured(),
                    law.tokensPerSecond(),
                    law.noRefill() == null ? "-" : String.format(Locale.ROOT, "%.3f", law.noRefill()),
                    law.modelled() ? "modelled" : String.format(Locale.ROOT, "%.3f..%.3f", law.low(), law.high()));
        }
        out.println();
        for (FullDepth full : fullDepth) {
            out.printf(
                    Locale.ROOT,
                    "full depth B %d: in phase %.3f of LOCKSTEP, out of phase %s (bound %.3f), LOCKSTEP %.3f of a plain loop%n",
                    full.batch(),
                    full.inPhase(),
                    full.outOfPhase() == null ? "-" : String.format(Locale.ROOT, "%.3f", full.outOfPhase()),
                    full.outOfPhaseBound(),
                    full.overPlainLoop());
        }
        for (TickCosts tick : ticks) {
            out.printf(
                    Locale.ROOT,
                    "tick B %d: step %.3f ms, head %.3f ms%n",
                    tick.rows(),
                    tick.stepSeconds() * 1e3,
                    tick.headSeconds() * 1e3);
        }
        for (KvFigures moved : kv) {
            out.printf(
                    Locale.ROOT,
                    "keys and values B %d, context %d: %.1f MB moved by a tick, %.1f MB must be read, ratio %.4f%n",
                    moved.batch(),
                    moved.context(),
                    moved.movedBytes() / 1e6,
                    moved.requiredBytes() / 1e6,
                    moved.ratio());
        }
        out.printf(
                Locale.ROOT,
                "a beginning of %d tokens: run %.1f ms, copied from a page %.2f ms%n",
                prefix.tokens(),
                prefix.runSeconds() * 1e3,
                prefix.copySeconds() * 1e3);
        out.printf(Locale.ROOT, "bookkeeping %.4f of a tick, reading tokens %.4f%n", bookkeepingShare, readShare);
        for (OpenLoop.Figures open : openLoop) {
            out.printf(
                    Locale.ROOT,
                    "open loop %s, load %.2f: %.2f req/s, %d requests, %.1f tok/s, ttft p50 %.0f p95 %.0f ms, itl p50 %.1f p99 %.1f ms, waiting at the last arrival %d%n",
                    open.mode(),
                    open.load(),
                    open.rate(),
                    open.requests(),
                    open.tokensPerSecond(),
                    open.firstToken().p50(),
                    open.firstToken().p95(),
                    open.betweenTokens().p50(),
                    open.betweenTokens().p99(),
                    open.queueAtLastArrival());
        }
        out.flush();
    }
}
