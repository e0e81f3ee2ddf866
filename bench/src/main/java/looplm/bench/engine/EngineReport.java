package looplm.bench.engine;

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
 * @param fit cost of a step by rows and context; null unless asked for
 * @param prefix null unless asked for
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
        @Nullable TickFit fit,
        @Nullable PrefixCost prefix,
        @JsonProperty("open_loop") List<OpenLoop.Figures> openLoop) {

    /**
     * @param inPhase row tick over LOCKSTEP, tokens beginning together
     * @param outOfPhase the same, tokens beginning one tick after the other
     * @param outOfPhaseBound what a head in every tick leaves of it
     * @param overPlainLoop row tick, tokens beginning together, over a plain loop of the same calls without an engine
     * @param tokensPerSecond of LOCKSTEP
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
        if (!laws.isEmpty()) {
            out.println(
                    "law            B  mean     S     U  U_tick  S/U  S/U_tick  S/U_measured  tok/s  no-refill  range");
            laws.forEach(law -> print(out, law));
            out.println();
        }
        fullDepth.forEach(full -> print(out, full));
        ticks.forEach(tick -> print(out, tick));
        kv.forEach(moved -> print(out, moved));
        if (fit != null) {
            print(out, fit);
        }
        if (prefix != null) {
            out.printf(
                    Locale.ROOT,
                    "a beginning of %d tokens: run %.1f ms, copied from a page %.2f ms%n",
                    prefix.tokens(),
                    prefix.runSeconds() * 1e3,
                    prefix.copySeconds() * 1e3);
        }
        if (bookkeepingShare > 0) {
            out.printf(Locale.ROOT, "bookkeeping %.4f of a tick, reading tokens %.4f%n", bookkeepingShare, readShare);
        }
        openLoop.forEach(open -> print(out, open));
        out.flush();
    }

    private static void print(PrintWriter out, LawFigures law) {
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

    private static void print(PrintWriter out, FullDepth full) {
        out.printf(
                Locale.ROOT,
                "full depth B %d: in phase %.3f of LOCKSTEP, out of phase %s (bound %.3f), in phase %.3f of a plain loop, LOCKSTEP %.1f tok/s%n",
                full.batch(),
                full.inPhase(),
                full.outOfPhase() == null ? "-" : String.format(Locale.ROOT, "%.3f", full.outOfPhase()),
                full.outOfPhaseBound(),
                full.overPlainLoop(),
                full.tokensPerSecond());
    }

    private static void print(PrintWriter out, TickCosts tick) {
        out.printf(
                Locale.ROOT,
                "tick B %d: step %.3f ms, head %.3f ms, plain loop %.1f tok/s",
                tick.rows(),
                tick.stepSeconds() * 1e3,
                tick.headSeconds() * 1e3,
                tick.fullDepthTokensPerSecond());
        tick.occupied()
                .forEach(one -> out.printf(Locale.ROOT, ", %.1f with %d at work", one.tokensPerSecond(), one.rows()));
        out.println();
    }

    private static void print(PrintWriter out, KvFigures moved) {
        out.printf(
                Locale.ROOT,
                "keys and values B %d, context %d: %.1f MB moved by a tick, %.1f MB must be read, ratio %.4f%n",
                moved.batch(),
                moved.context(),
                moved.movedBytes() / 1e6,
                moved.requiredBytes() / 1e6,
                moved.ratio());
    }

    private void print(PrintWriter out, TickFit fitted) {
        out.printf(
                Locale.ROOT,
                "step = %.3f ms + %.4f ms B + %.6f ms B context, off by %.1f %% at most over %d points; B* %.1f at context %d%n",
                fitted.weightSeconds() * 1e3,
                fitted.rowSeconds() * 1e3,
                fitted.positionSeconds() * 1e3,
                fitted.largestError() * 100,
                fitted.points().size(),
                fitted.saturation(context),
                context);
    }

    private static void print(PrintWriter out, OpenLoop.Figures open) {
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
}
