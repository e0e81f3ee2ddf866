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
import java.util.function.DoubleSupplier;
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
        ScriptModule.setThreads(threads);
        told.accept(InstructionSet.told() + ", " + threads + " threads, " + new OperatorClock());
        List<KernelResult.Candidate> candidates = candidates();
        WholeSteps whole = wholeSteps();
        return new KernelResult(
                shape.toString(),
                dtype.toString(),
                InstructionSet.told(),
                whole.form.toString(),
                candidates,
                threads,
                shape.bytesPerStep(dtype),
                whole.batches,
                products(whole.form),
                PREFILL_TOKENS,
                whole.prefillTokensPerS,
                whole.streamBytesPerS,
                shape.bytesPerStep(dtype) / whole.batches.getFirst().secondsPerStep(),
                whole.peakPrivateBytes,
                DecodeStep.cacheBytes(shape.config(), largest()),
                models.stream()
                        .map(directory -> DtypeError.of(directory, dtype))
                        .toList());
    }

    private int largest() {
        return batches.stream().mapToInt(batch -> batch).max().orElseThrow();
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

    private record WholeSteps(
            MatrixForm form,
            long peakPrivateBytes,
            List<KernelResult.Batch> batches,
            double prefillTokensPerS,
            double streamBytesPerS) {}

    private WholeSteps wholeSteps() {
        told.accept("loading " + shape + " as " + dtype);
        var memory = PrivateMemory.watched();
        var asked = new Placement(Optional.of(dtype), ComputeDevice.CPU, kernel, CHOSEN_FOR);
        try (LoopLm model = LoopLm.of(shape.config(), weights(), asked)) {
            told.accept(model.kernel().line());
            try (var step = new DecodeStep(model, largest())) {
                step.run();
            }
            long peak = memory.stop();
            try (var stream = new StreamingSum()) {
                var results = new ArrayList<KernelResult.Batch>();
                for (int batch : batches) {
                    try (var step = new DecodeStep(model, batch)) {
                        results.add(beside(stream, batch, step::run));
                    }
                    told.accept("batch " + results.getLast());
                }
                double prefill = prefillTokensPerSecond(model);
                told.accept(String.format(Locale.ROOT, "prefill: %.1f tokens/s", prefill));
                return new WholeSteps(model.kernel().form(), peak, results, prefill, stream.bytesPerSecond());
            }
        } finally {
            memory.stop();
        }
    }

    private List<KernelResult.Batch> products(MatrixForm form) {
        var results = new ArrayList<KernelResult.Batch>();
        try (var products = new ProductsAlone(shape.config(), form);
                var stream = new StreamingSum()) {
            for (int batch : batches) {
                results.add(beside(stream, batch, () -> products.run(batch)));
                told.accept("products alone, batch " + results.getLast());
            }
        }
        return results;
    }

    /** Runs of {@code step}, which gives its own seconds, with a stream pass beside each. */
    private KernelResult.Batch beside(StreamingSum stream, int batch, DoubleSupplier step) {
        long bytes = shape.bytesPerStep(dtype);
        var seconds = new ArrayList<Double>();
        var floors = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        long end = System.nanoTime() + BATCH_SECONDS * 1_000_000_000L;
        var _ = step.getAsDouble(); // warms up
        while (seconds.isEmpty() || (seconds.size() < pairs && System.nanoTime() < end)) {
            double before = stream.pass();
            double first = step.getAsDouble();
            double second = step.getAsDouble();
            double after = stream.pass();
            seconds.addAll(List.of(first, second));
            floors.addAll(List.of(bytes / before, bytes / after));
            ratios.addAll(List.of(bytes / before / first, bytes / after / second));
        }
        Series ratio = Series.of(ratios);
        return new KernelResult.Batch(
                batch,
                Series.of(seconds).median(),
                Series.of(seconds).range(),
                Series.of(floors).median(),
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
        return Series.of(rates).median();
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
}
