package looplm.bench.kernel;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import looplm.bench.measure.BenchShape;
import looplm.bench.measure.PrivateMemory;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.Placement;
import looplm.model.weights.WeightSource;

/**
 * Times decode steps between passes of a streaming sum, stream-step-step-stream, so that a machine whose speed drifts
 * moves both alike.
 *
 * @param shape sizes of the model
 * @param dtype of its weights
 * @param threads of libtorch
 * @param pairs steps per batch size, each with the stream pass beside it
 * @param batches rows in phase
 * @param models directories to tell the dtype's error on
 * @param told gets a line of progress now and then
 */
public record KernelBench(
        BenchShape shape,
        Dtype dtype,
        int threads,
        int pairs,
        List<Integer> batches,
        List<Path> models,
        Consumer<String> told) {

    private static final int PREFILL_TOKENS = 128;
    private static final int PREFILLS = 3;

    public KernelBench {
        batches = List.copyOf(batches);
        models = List.copyOf(models);
        if (pairs < 1 || threads < 1 || batches.isEmpty() || batches.stream().anyMatch(batch -> batch < 1)) {
            throw new IllegalArgumentException("bench: " + pairs + " pairs, " + threads + " threads, batches " + batches
                    + " (expected: all 1 or more)");
        }
    }

    /** Takes from seconds (nano) to minutes (ouro-1.4b). */
    public KernelResult run() {
        int largest = batches.stream().mapToInt(batch -> batch).max().orElseThrow();
        told.accept("loading " + shape + " as " + dtype);
        var memory = PrivateMemory.watched();
        try (LoopLm model = LoopLm.of(shape.config(), weights(), new Placement(dtype, ComputeDevice.CPU))) {
            JniUtils.setNumThreads(threads);
            try (var step = new DecodeStep(model, largest)) {
                step.run();
            }
            return measure(model, memory.stop(), DecodeStep.cacheBytes(model, largest));
        } finally {
            memory.stop();
        }
    }

    private KernelResult measure(LoopLm model, long peakPrivateBytes, long cacheBytes) {
        double prefill = prefillTokensPerSecond(model);
        var streams = new ArrayList<Double>();
        var results = new ArrayList<KernelResult.Batch>();
        try (var stream = new StreamingSum(model.manager())) {
            stream.pass();
            for (int batch : batches) {
                told.accept("batch " + batch);
                results.add(measure(model, batch, stream, streams));
            }
        }
        long bytes = shape.bytesPerStep(dtype);
        return new KernelResult(
                shape.toString(),
                dtype.toString(),
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
        try (var step = new DecodeStep(model, batch)) {
            step.run();
            while (seconds.size() < pairs) {
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
        int[] tokens = DecodeStep.tokens(PREFILL_TOKENS, model.config().vocabSize());
        try (KvCache cache = model.newCache(model.config().recurrentSteps(), PREFILL_TOKENS)) {
            for (int i = 0; i < PREFILLS; i++) {
                long begin = System.nanoTime();
                model.prefill(cache, tokens, 0);
                rates.add(PREFILL_TOKENS * 1e9 / (System.nanoTime() - begin));
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
