package looplm.bench.engine;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import looplm.inference.engine.TickMode;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.runner.DjlModelRunner;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;
import org.jspecify.annotations.Nullable;

/** Runs the arms that were asked for, in the order A B B A, and turns them into figures. */
final class EngineBenchmark {

    private static final long SEED = 7;

    /** Tokens of an answer: arms decode at contexts between the prompt and this much more. */
    private static final int ANSWER = 64;

    private static final int[] FITTED = {4, 8, 16};

    /** An arm is shared by about so many points of the fit. */
    private static final int FIT_POINTS = 9;

    private static final int PROMPTS = 3;

    /** Tokens counted where times are modelled. */
    private static final int COUNTED = 2000;

    private static final Duration SETTLE = Duration.ofMillis(500);

    private final LoopLm model;
    private final MeasuredShape shape;
    private final int context;
    private final Duration arm;
    private final boolean noRefill;
    private final Set<BenchPart> parts;
    private final PrintWriter progress;
    private final List<LawFigures> laws = new ArrayList<>();
    private final List<EngineReport.FullDepth> fullDepth = new ArrayList<>();
    private final List<TickCosts> costs = new ArrayList<>();
    private final List<KvFigures> traffic = new ArrayList<>();
    private final List<OpenLoop.Figures> openLoops = new ArrayList<>();
    private @Nullable TickFit fit;
    private DecodeArm.Result worst = DecodeArm.Result.NONE;
    private double readShare;

    /**
     * @param context tokens of every prompt
     * @param arm time of every arm
     * @param noRefill whether NO_REFILL is measured beside
     * @param parts what is measured
     */
    EngineBenchmark(
            LoopLm model,
            MeasuredShape shape,
            int context,
            Duration arm,
            boolean noRefill,
            Set<BenchPart> parts,
            PrintWriter progress) {
        this.model = model;
        this.shape = shape;
        this.context = context;
        this.arm = arm;
        this.noRefill = noRefill;
        this.parts = parts;
        this.progress = progress;
    }

    /** Measures laws at a batch, and models the others. */
    void measure(int rows, List<DepthLaw> asked) {
        if (parts.contains(BenchPart.KV)) {
            say("keys and values of a tick, B %d", rows);
            traffic.add(KvFigures.measure(model, rows, context));
        }
        if (!parts.contains(BenchPart.LAWS) && !parts.contains(BenchPart.MODELLED)) {
            return;
        }
        TickCosts cost = cost(rows);
        if (parts.contains(BenchPart.LAWS)) {
            laws(rows, asked, cost);
        }
        if (parts.contains(BenchPart.MODELLED)) {
            Arrays.stream(DepthLaw.values()).filter(law -> !asked.contains(law)).forEach(law -> model(rows, law, cost));
        }
    }

    private void laws(int rows, List<DepthLaw> asked, TickCosts cost) {
        try (var runner = new OnePrompt(new DjlModelRunner(model, rows, () -> {}))) {
            var decode = new DecodeArm(runner, rows, context, ANSWER);
            decode.run(TickMode.LOCKSTEP, DepthLaw.ALL_FULL, true, SETTLE, new Random(SEED));
            for (DepthLaw law : asked) {
                if (law == DepthLaw.ALL_FULL) {
                    fullDepth(rows, decode);
                } else {
                    law(decode, law, cost);
                }
            }
        }
    }

    /** Adds all laws at a batch by counted ticks and the measured cost of one. */
    void model(int rows) {
        TickCosts cost = cost(rows);
        for (DepthLaw law : DepthLaw.values()) {
            model(rows, law, cost);
        }
    }

    private void model(int rows, DepthLaw law, TickCosts cost) {
        var counting = new CountingRunner(new ModelShape(rows, shape.config().recurrentSteps(), 100_000, 1));
        var decode = new DecodeArm(counting, rows, 8, COUNTED);
        Duration endless = Duration.ofMinutes(1);
        DecodeArm.Result ticks = decode.round(TickMode.ROW_TICK, law, false, endless.toNanos(), new Random(SEED));
        double seconds = ticks.ticks() * cost.stepSeconds() + ticks.headTicks() * cost.headSeconds();
        double rate = ticks.tokens() / seconds;
        double lockstep = rows / (law.maxSteps() * cost.stepSeconds() + cost.headSeconds());
        laws.add(LawFigures.of(law, shape, cost, rate / lockstep, ticks.headShare(), rate, null, null));
    }

    /** Fits the cost of a step to measured ones. */
    void fit() {
        say("cost of a step by rows and context");
        long bytes = KvCache.bytes(shape.config(), 1, 1);
        fit = TickFit.measure(model, FITTED, ANSWER, arm.dividedBy(FIT_POINTS), bytes);
    }

    /** Poisson arrivals at loads of what a batch can do. */
    void openLoop(int rows, DepthLaw law, List<Double> loads, Duration duration) {
        try (var runner = new DjlModelRunner(model, rows, () -> {})) {
            say("what %d rows can serve, prompts included", rows);
            double capacity = capacity(runner, rows, law);
            var open = new OpenLoop(runner, law, context, ANSWER);
            for (double load : loads) {
                say("open loop, load %.2f", load);
                openLoops.add(open.run(TickMode.ROW_TICK, load, capacity, duration, SEED));
            }
        }
    }

    /** Requests per second: all wait while a prompt runs, then share the ticks. */
    private double capacity(DjlModelRunner runner, int rows, DepthLaw law) {
        var decode = new DecodeArm(new OnePrompt(runner), rows, context, ANSWER);
        double tokens =
                decode.run(TickMode.ROW_TICK, law, false, arm, new Random(SEED)).tokensPerSecond();
        return 1 / (promptSeconds(runner) + ANSWER / tokens);
    }

    /** Of the last of some prompts: libtorch compiles in the first calls. */
    private double promptSeconds(DjlModelRunner runner) {
        int steps = runner.shape().trainedSteps();
        var chunk = new PrefillChunk(0, new int[context], 0, steps, context + ANSWER, StepBounds.fixed(steps));
        long nanos = 0;
        for (int i = 0; i < PROMPTS; i++) {
            long begun = System.nanoTime();
            runner.prefill(chunk);
            nanos = System.nanoTime() - begun;
            runner.release(0);
        }
        return nanos / 1e9;
    }

    EngineReport report(String dtype, int threads) {
        return new EngineReport(
                shape.key(),
                dtype,
                context,
                threads,
                arm.toMillis() / 1e3,
                List.copyOf(laws),
                List.copyOf(fullDepth),
                worst.bookkeepingShare(),
                readShare,
                List.copyOf(costs),
                List.copyOf(traffic),
                fit,
                parts.contains(BenchPart.PREFIX) ? PrefixCost.measure(model) : null,
                List.copyOf(openLoops));
    }

    private TickCosts cost(int rows) {
        say("cost of a tick, B %d", rows);
        TickCosts cost = TickCosts.measure(model, rows, context, ANSWER, arm);
        costs.add(cost);
        return cost;
    }

    private void law(DecodeArm decode, DepthLaw law, TickCosts cost) {
        say("%s, B %d", law.key(), cost.rows());
        DecodeArm.Result a1 = run(decode, TickMode.LOCKSTEP, DepthLaw.ALL_FULL, true, 1);
        DecodeArm.Result b1 = run(decode, TickMode.ROW_TICK, law, false, 1);
        DecodeArm.Result b2 = run(decode, TickMode.ROW_TICK, law, false, 2);
        DecodeArm.Result a2 = run(decode, TickMode.LOCKSTEP, DepthLaw.ALL_FULL, true, 2);
        DecodeArm.Result a = a1.plus(a2);
        DecodeArm.Result b = b1.plus(b2);
        double first = b1.tokensPerSecond() / a1.tokensPerSecond();
        double second = b2.tokensPerSecond() / a2.tokensPerSecond();
        Double refill = noRefill ? noRefill(decode, law, a) : null;
        laws.add(LawFigures.of(
                law,
                shape,
                cost,
                b.tokensPerSecond() / a.tokensPerSecond(),
                b.headShare(),
                b.tokensPerSecond(),
                refill,
                new double[] {Math.min(first, second), Math.max(first, second)}));
    }

    private @Nullable Double noRefill(DecodeArm decode, DepthLaw law, DecodeArm.Result lockstep) {
        return run(decode, TickMode.NO_REFILL, law, true, 3).tokensPerSecond() / lockstep.tokensPerSecond();
    }

    private void fullDepth(int rows, DecodeArm decode) {
        say("full depth, B %d", rows);
        double plain1 = plain(rows);
        DecodeArm.Result a1 = run(decode, TickMode.LOCKSTEP, DepthLaw.ALL_FULL, true, 1);
        DecodeArm.Result b1 = run(decode, TickMode.ROW_TICK, DepthLaw.ALL_FULL, true, 1);
        DecodeArm.Result b2 = run(decode, TickMode.ROW_TICK, DepthLaw.ALL_FULL, true, 2);
        DecodeArm.Result a2 = run(decode, TickMode.LOCKSTEP, DepthLaw.ALL_FULL, true, 2);
        double plain2 = plain(rows);
        DecodeArm.Result out = run(decode, TickMode.ROW_TICK, DepthLaw.ALL_FULL, false, 3);
        double lockstep = a1.plus(a2).tokensPerSecond();
        double inPhase = b1.plus(b2).tokensPerSecond();
        double steps = DepthLaw.ALL_FULL.maxSteps();
        double bound = (shape.headParameters() + steps * shape.stepParameters())
                / (steps * (shape.stepParameters() + shape.headParameters() * out.headShare()));
        fullDepth.add(new EngineReport.FullDepth(
                rows,
                inPhase / lockstep,
                out.tokensPerSecond() / lockstep,
                bound,
                inPhase / ((plain1 + plain2) / 2),
                lockstep));
    }

    private double plain(int rows) {
        try (var loop = new PlainLoop(model, rows, context, ANSWER)) {
            return loop.run(rows, arm).tokensPerSecond();
        }
    }

    private DecodeArm.Result run(DecodeArm decode, TickMode mode, DepthLaw law, boolean inPhase, long seed) {
        DecodeArm.Result result = decode.run(mode, law, inPhase, arm, new Random(SEED + seed));
        if (result.bookkeepingShare() > worst.bookkeepingShare()) {
            worst = result;
        }
        readShare = Math.max(readShare, (double) result.readNanos() / result.nanos());
        return result;
    }

    private void say(String format, Object... arguments) {
        progress.printf(Locale.ROOT, format + "%n", arguments);
        progress.flush();
    }
}
