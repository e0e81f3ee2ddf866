package looplm.bench.kernel;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import looplm.bench.measure.BenchShape;
import looplm.bench.measure.PrivateMemory;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.InstructionSet;
import looplm.model.kernel.KernelProbe;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.Placement;
import looplm.model.script.OperatorClock;
import looplm.model.script.ScriptModule;
import looplm.model.weights.WeightSource;

/**
 * Times decode steps between passes of a streaming sum, stream-step-step-stream, so that a machine whose speed drifts
 * moves both alike.
 *
 * @param shape sizes of the model
 * @param dtype of its weights
 * @param threads of libtorch
 * @param kernel the form of the weights; empty for the fastest at {@value #CHOSEN_FOR} rows
 * @param pairs steps per batch size, each with the stream pass beside it; fewer where they take longer than {@value
 *     #BATCH_SECONDS} s
 * @param batches rows in phase
 * @param models directories to tell the dtype's error on
 * @param told gets a line of progress now and then
 */
public record KernelBench(
        BenchShape shape,
        Dtype dtype,
        Optional<MatrixForm> kernel,
        int threads,
        int pairs,
        List<Integer> batches,
        List<Path> models,
        Consumer<String> told) {

    private static final int PREFILL_TOKENS = 128;
    private static final int PREFILLS = 3;
    private static final double PREFILL_SECONDS = 20;

    /** What a service has by default. */
    private static final int CHOSEN_FOR = 4;

    private static final int BATCH_SECONDS = 40;

    public KernelBench {
        batches = List.copyOf(batches);
        models = List.copyOf(models);
        if (pairs < 1 || threads < 1 || batches.isEmpty() || batches.stream().anyMatch(batch -> batch < 1)) {
            throw new IllegalArgumentException("bench: " + pairs + " pairs, " + threads + " threads, batches " + batches
                    + " (expected: all 1 or more)");
        }
    }

    /** Takes from seconds (nano) to a few minutes (ouro-1.4b) on any CPU. */
    public KernelResult run() {
        int largest = batches.stream().mapToInt(batch -> batch).max().orElseThrow();
        ScriptModule.setThreads(threads);
        told.accept(InstructionSet.told() + ", " + threads + " threads, " + new OperatorClock());
        List<KernelResult.Candidate> candidates = candidates();
        told.accept("loading " + shape + " as " + dtype);
        var memory = PrivateMemory.watched();
        var asked = new Placement(Optional.of(dtype), ComputeDevice.CPU, kernel, CHOSEN_FOR);
        try (LoopLm model = LoopLm.of(shape.config(), weights(), asked)) {
            told.accept(model.kernel().line());
            try (var step = new DecodeStep(model, largest)) {
                step.run();
            }
            return measure(model, candidates, memory.stop(), DecodeStep.cacheBytes(model, largest));
        } finally {
            memory.stop();
        }
    }

    /** The product alone, in every form of the dtype that this CPU computes. */
    private List<KernelResult.Candidate> candidates() {
        var candidates = new ArrayList<KernelResult.Candidate>();
        try (NDManager manager = ScriptModule.newManager()) {
            List<MatrixForm> forms = MatrixForm.on(ComputeDevice.CPU).stream()
                    .filter(form -> form.dtype() == dtype && form.fits(manager))
                    .toList();
            for (int rows : batches) {
                KernelProbe.measure(forms, shape.config(), rows, manager).forEach((form, seconds) -> {
                    candidates.add(new KernelResult.Candidate(form.toString(), rows, seconds));
                    told.accept(String.format(
                            Locale.ROOT, "  %-12s %2d rows: %8.3f ms for up and down", form, rows, seconds * 1e3));
                });
            }
        }
        return candidates;
    }

    private KernelResult measure(
            LoopLm model, List<KernelResult.Candidate> candidates, long peakPrivateBytes, long cacheBytes) {
        var streams = new ArrayList<Double>();
        var results = new ArrayList<KernelResult.Batch>();
        try (var stream = new StreamingSum(model.manager())) {
            stream.pass();
            for (int batch : batches) {
                KernelResult.Batch result = measure(model, batch, stream, streams);
                results.add(result);
                told.accept(String.format(
                        Locale.ROOT,
                        "batch %d: %.4f s a step, best %.4f, ratio %.2f, best %.2f (%d steps)",
                        batch,
                        result.secondsPerStep(),
                        result.secondsRange()[0],
                        result.ratio(),
                        result.ratioRange()[1],
                        result.pairs()));
            }
        }
        double prefill = prefillTokensPerSecond(model);
        told.accept(String.format(Locale.ROOT, "prefill: %.1f tokens/s", prefill));
        long bytes = shape.bytesPerStep(dtype);
        return new KernelResult(
                shape.toString(),
                dtype.toString(),
                InstructionSet.told(),
                model.kernel().form().toString(),
                candidates,
                threads,
                bytes,
                results,
                PREFILL_TOKENS,
                prefill,
                series(streams).median(),
                bytes / results.getFirst().secondsPerStep(),
                peakPrivateBytes,
                cacheBytes,
                models.stream()
                        .map(directory -> DtypeError.of(directory, dtype))
                        .toList());
    }

    private KernelResult.Batch measure(LoopLm model, int batch, StreamingSum stream, List<Double> streams) {
        long bytes = shape.bytesPerStep(dtype);
        var seconds = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        long end = System.nanoTime() + BATCH_SECONDS * 1_000_000_000L;
        try (var step = new DecodeStep(model, batch)) {
            step.run();
            while (seconds.isEmpty() || (seconds.size() < pairs && System.nanoTime() < end)) {
                double before = stream.pass();
                double first = step.run();
                double second = step.run();
                double after = stream.pass();
                streams.addAll(List.of(before, after));
                seconds.addAll(List.of(first, second));
                floors.addAll(List.of(bytes / before, bytes / after));
                ratios.addAll(List.of(bytes / before / first, bytes / after / second));
            }
        }
        Series ratio = series(ratios);
        return new KernelResult.Batch(
                batch,
                series(seconds).median(),
                series(seconds).range(),
                series(floors).median(),
                ratio.median(),
                ratio.range(),
                seconds.size());
    }

    private double prefillTokensPerSecond(LoopLm model) {
        var rates = new ArrayList<Double>();
        var clock = new OperatorClock();
        int[] tokens = DecodeStep.tokens(PREFILL_TOKENS, model.config().vocabSize());
        try (KvCache cache = model.newCache(model.config().recurrentSteps(), PREFILL_TOKENS)) {
            double spent = 0;
            while (rates.size() < PREFILLS && spent < PREFILL_SECONDS) {
                long begin = clock.nanos();
                model.prefill(cache, tokens, 0);
                double seconds = (clock.nanos() - begin) / 1e9;
                rates.add(PREFILL_TOKENS / seconds);
                spent += seconds;
            }
        }
        return series(rates).median();
    }

    private WeightSource weights() {
        float deviation = (float) shape.config().initializerRange();
        return (name, sizes, manager) -> {
            var size = new Shape(sizes);
            return sizes.size() == 2
                    ? manager.randomNormal(0, deviation, size, DataType.FLOAT32)
                    : manager.ones(size, DataType.FLOAT32);
        };
    }

    private static Series series(List<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
