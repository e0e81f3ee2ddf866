package looplm.bench.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import looplm.bench.measure.BenchShape;
import looplm.model.LoopLm;
import looplm.model.cli.JsonLine;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.Placement;
import looplm.model.weights.LoopWeights;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench engine}. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Measures how much of the compute that early exits save becomes tokens: recorded depths, random"
                + " weights, decoding only; each law against LOCKSTEP at full depth in the order A B B A.",
        footer = {
            "",
            "Without options everything on the shape mid, in about 20 minutes; parts of it by --parts, --batches, --laws.",
            "Example: ./looplm bench engine --shape mid --batches 8 --laws q.2-like,bimodal_50 --parts laws"
        })
public final class BenchEngineCommand implements Callable<Integer> {

    private static final int PLAIN_CONTEXT = 64;
    private static final List<Integer> BATCHES = List.of(4, 8);

    /** What a shape of this size gets: its laws and rows alone take ten minutes. */
    private static final List<Integer> LARGE_BATCHES = List.of(1, 4);

    private static final Set<BenchPart> LARGE_PARTS = EnumSet.of(BenchPart.LAWS, BenchPart.KV);

    @Spec
    private CommandSpec spec;

    @Option(names = "--shape", defaultValue = "mid", description = "nano, mid or ouro-1.4b; default ${DEFAULT-VALUE}.")
    private String shape;

    @Option(names = "--dtype", description = "f32, bf16 or int8; default f32, bf16 for ouro-1.4b.")
    private @Nullable String dtype;

    @Option(
            names = "--parts",
            split = ",",
            description = "What to measure: ${COMPLETION-CANDIDATES}; default all, laws,kv for ouro-1.4b.")
    private List<BenchPart> parts = List.of();

    @Option(
            names = "--laws",
            split = ",",
            defaultValue = "all_full,q.2-like,gsm8k-like,bimodal_50",
            description = "Depth laws to measure; default ${DEFAULT-VALUE}.")
    private List<String> laws;

    @Option(names = "--batches", split = ",", description = "Rows to measure with; default 4,8, and 1,4 for ouro-1.4b.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--model-batches",
            split = ",",
            defaultValue = "1,2,16",
            description = "Rows for which all laws are computed from counted ticks and the measured cost of one;"
                    + " default ${DEFAULT-VALUE}.")
    private List<Integer> modelled;

    @Option(names = "--seconds", defaultValue = "20", description = "Time of an arm; default ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--context", description = "Tokens of every prompt; default 64.")
    private int context = PLAIN_CONTEXT;

    @Option(names = "--threads", defaultValue = "2", description = "Native threads; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--no-refill", description = "Measures NO_REFILL beside.")
    private boolean noRefill;

    @Option(
            names = "--open-loop",
            split = ",",
            defaultValue = "0.5,0.8,1.1",
            description = "Loads: Poisson arrivals of q.2-like depths with the last batch; default ${DEFAULT-VALUE}.")
    private List<Double> openLoop;

    @Option(
            names = "--open-loop-seconds",
            defaultValue = "60",
            description = "Time of arrivals at each load; default ${DEFAULT-VALUE}.")
    private double openLoopSeconds;

    @Mixin
    private JsonLine json;

    @Override
    public Integer call() {
        MeasuredShape chosen = shape();
        List<DepthLaw> asked = laws.stream().map(this::law).toList();
        check();
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        var placement = new Placement(dtype(), ComputeDevice.CPU);
        try (LoopLm model = LoopLm.of(chosen.config(), LoopWeights.initial(chosen.config(), 1), placement)) {
            JniUtils.setNumThreads(threads);
            Set<BenchPart> chosenParts = parts();
            var bench = new EngineBenchmark(model, chosen, context, duration(seconds), noRefill, chosenParts, err);
            List<Integer> rowCounts = batches();
            rowCounts.forEach(rows -> bench.measure(rows, asked));
            if (chosenParts.contains(BenchPart.MODELLED)) {
                modelled.forEach(bench::model);
            }
            if (chosenParts.contains(BenchPart.FIT)) {
                bench.fit();
            }
            if (chosenParts.contains(BenchPart.OPEN)) {
                bench.openLoop(rowCounts.getLast(), DepthLaw.Q02_LIKE, openLoop, duration(openLoopSeconds));
            }
            EngineReport report = bench.report(placement.dtype().toString(), threads);
            if (json.wanted()) {
                json.print(report);
            } else {
                report.print(out);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private MeasuredShape shape() {
        return Arrays.stream(BenchShape.values())
                .filter(one -> one.toString().equals(shape))
                .findFirst()
                .map(MeasuredShape::new)
                .orElseThrow(() -> wrong("--shape", shape, "nano, mid or ouro-1.4b"));
    }

    private boolean large() {
        return shape.equals(BenchShape.OURO_1_4B.toString());
    }

    private List<Integer> batches() {
        return batches.isEmpty() ? large() ? LARGE_BATCHES : BATCHES : batches;
    }

    private Set<BenchPart> parts() {
        if (parts.isEmpty()) {
            return large() ? LARGE_PARTS : EnumSet.allOf(BenchPart.class);
        }
        return EnumSet.copyOf(parts);
    }

    private Dtype dtype() {
        if (dtype == null) {
            return large() ? Dtype.named("bf16") : Dtype.named("f32");
        }
        try {
            return Dtype.named(dtype);
        } catch (IllegalArgumentException e) {
            throw wrong("--dtype", dtype, "f32, f16, bf16 or int8");
        }
    }

    private DepthLaw law(String name) {
        return Arrays.stream(DepthLaw.values())
                .filter(one -> one.key().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(
                        "--laws",
                        name,
                        Arrays.stream(DepthLaw.values()).map(DepthLaw::key).toList()));
    }

    private void check() {
        if (!(seconds > 0 && seconds <= 600)) {
            throw wrong("--seconds", seconds, "above 0, at most 600");
        }
        if (context < 1 || context > 2048) {
            throw wrong("--context", context, "1..2048");
        }
        if (threads < 1 || threads > 1024) {
            throw wrong("--threads", threads, "1..1024");
        }
        for (List<Integer> rows : List.of(batches, modelled)) {
            rows.stream().filter(one -> one < 1 || one > 64).findFirst().ifPresent(one -> {
                throw wrong("--batches", one, "1..64");
            });
        }
        openLoop.stream().filter(load -> !(load > 0 && load <= 10)).findFirst().ifPresent(load -> {
            throw wrong("--open-loop", load, "above 0, at most 10");
        });
    }

    private ParameterException wrong(String option, Object value, Object expected) {
        return new ParameterException(spec.commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
}
