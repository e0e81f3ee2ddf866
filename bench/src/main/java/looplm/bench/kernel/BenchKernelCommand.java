package looplm.bench.kernel;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import looplm.bench.measure.BenchShape;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.MatrixForm;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench kernel}: decode steps against a streaming sum. */
@Command(
        name = "kernel",
        mixinStandardHelpOptions = true,
        description = {
            "Times decode steps of random weights against the memory's own speed, with the form of the",
            "weights that is fastest here; what each form's products cost is told too.",
            "Steps alternate with a streaming sum over 2 GiB; ratio = floor / step, 1 is the best there is.",
            "Beside them the products of a step alone: what a step takes beyond is attention, norms and calls."
        },
        footer = {"", "Example:", "  looplm bench kernel --shape ouro-1.4b --dtype bf16 --json"})
public final class BenchKernelCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--shape",
            required = true,
            paramLabel = "SHAPE",
            completionCandidates = ShapeNames.class,
            converter = ShapeNames.class,
            description = "${COMPLETION-CANDIDATES}.")
    private BenchShape shape;

    @Option(
            names = "--dtype",
            required = true,
            paramLabel = "TYPE",
            description = "What weight matrices are held in: ${COMPLETION-CANDIDATES}.")
    private Dtype dtype;

    @Option(
            names = "--kernel",
            paramLabel = "NAME",
            description = "The one form of the matrices to time, such as f32-onednn. Default: the fastest at 4 rows.")
    private @Nullable String kernelName;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "6",
            description = "Steps per batch size, rounded up to an even number. Default: ${DEFAULT-VALUE}.")
    private int pairs;

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4,16",
            description = "Rows in phase. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(
            names = "--error-on",
            paramLabel = "DIR",
            description = "Also tell how far the type is from f32 on this model directory; may be repeated.")
    private List<Path> models = List.of();

    @Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        KernelResult result = bench().run();
        out.println(json ? JSON.writeValueAsString(result) : table(result));
        out.flush();
        return 0;
    }

    private KernelBench bench() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return new KernelBench(
                    shape,
                    dtype,
                    Optional.ofNullable(kernelName).map(MatrixForm::named),
                    threads,
                    pairs,
                    batches,
                    models,
                    line -> {
                        err.println(line);
                        err.flush();
                    });
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String table(KernelResult result) {
        var table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%s %s (%s), %s, %d threads: %.2f GB of weights a step, stream %.1f GB/s, kernel %.1f GB/s%n",
                result.shape(),
                result.dtype(),
                result.kernel(),
                result.instructionSet(),
                result.threads(),
                result.bytesPerStep() / 1e9,
                result.streamBytesPerS() / 1e9,
                result.kernelBytesPerS() / 1e9));
        table.append(String.format(
                Locale.ROOT,
                "%5s %10s %21s %10s %6s %13s %12s %6s%n",
                "batch",
                "s/step",
                "range",
                "floor",
                "ratio",
                "range",
                "s/products",
                "ratio"));
        for (int i = 0; i < result.batches().size(); i++) {
            KernelResult.Batch batch = result.batches().get(i);
            KernelResult.Batch products = result.products().get(i);
            table.append(String.format(
                    Locale.ROOT,
                    "%5d %10.5f %10.5f-%10.5f %10.5f %6.2f %6.2f-%6.2f %12.5f %6.2f%n",
                    batch.batch(),
                    batch.secondsPerStep(),
                    batch.secondsRange()[0],
                    batch.secondsRange()[1],
                    batch.floorSeconds(),
                    batch.ratio(),
                    batch.ratioRange()[0],
                    batch.ratioRange()[1],
                    products.secondsPerStep(),
                    products.ratio()));
        }
        for (DtypeError error : result.errors()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%s: %d positions, KL to f32 mean %.2e, largest %.2e (entropy %.2f), top-1 agreement %.4f%n",
                    error.model(),
                    error.positions(),
                    error.meanKl(),
                    error.maxKl(),
                    error.meanEntropy(),
                    error.top1Agreement()));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "prefill of %d: %.1f tokens/s; peak private memory %.2f GB, %.2f GB of it keys and values",
                        result.prefillTokens(),
                        result.prefillTokensPerS(),
                        result.peakPrivateBytes() / 1e9,
                        result.cacheBytes() / 1e9))
                .toString();
    }

    /** Names with dots and dashes, which no Java constant can have. */
    static final class ShapeNames implements ITypeConverter<BenchShape>, Iterable<String> {

        @Override
        public BenchShape convert(String name) {
            for (BenchShape shape : BenchShape.values()) {
                if (shape.toString().equals(name)) {
                    return shape;
                }
            }
            throw new TypeConversionException(name + " (expected: one of " + List.of(BenchShape.values()) + ")");
        }

        @Override
        public Iterator<String> iterator() {
            return List.of(BenchShape.values()).stream()
                    .map(BenchShape::toString)
                    .iterator();
        }
    }
}
