package looplm.model.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.CallArguments;
import looplm.model.script.OperatorClock;
import looplm.model.script.ScriptModule;

/**
 * Finds the form that multiplies fastest on the CPU at hand, by trying: which library is fastest differs by instruction
 * set and by the number of rows, and none of them tells.
 *
 * <p>The candidates multiply a model's own shapes of matrices, more of them than a core's caches hold, in turns, so that
 * what else the machine does meets all of them; two matrices a call and the best time of each counts, since a thread that
 * loses its core for a moment costs more than many products. Takes from milliseconds to a few seconds.
 */
public final class KernelProbe {

    /** Weights below which everything stays in the caches: calls are what costs, and no form is better. */
    private static final long SMALL = 1L << 20;

    /** Weights that each candidate multiplies, at most; no fewer than the two matrices of one layer. */
    private static final long MOST = 48L << 20;

    /** Calls of each candidate. */
    private static final int ROUNDS = 40;

    /** Those before its best time counts: libtorch compiles a text in its first calls. */
    private static final int WARM_UP = 3;

    /** A candidate this much slower than the best so far is not tried again. */
    private static final double HOPELESS = 3;

    /** Calls after which a candidate may be told from the others. */
    private static final int SURE = WARM_UP + 5;

    /** Times within this factor are equal: the order of {@link MatrixForm} decides, so that replicas agree. */
    private static final double TIE = 1.1;

    private static final String TEXT = """
            def probe(self, x: Tensor, i: int, w: List[Tensor]) -> Tensor:
              return self.linear(self.linear(x, w, i), w, i + 1)
            """;

    private KernelProbe() {}

    /**
     * The form for a model.
     *
     * @param asked what is given
     * @param config whose shapes are tried
     * @param known which dtypes an open choice may take
     * @param manager of the device
     * @throws IllegalArgumentException if a kernel is asked for that this machine lacks
     */
    public static KernelChoice choose(Placement asked, LoopLmConfig config, KnownAccuracy known, NDManager manager) {
        if (asked.kernel().isPresent()) {
            return pinned(asked, asked.kernel().get(), manager);
        }
        if (asked.device() == ComputeDevice.CUDA) {
            Dtype dtype = asked.dtype().orElse(known.stored());
            return new KernelChoice(plain(dtype), asked.dtype().isPresent() ? "asked" : "as stored", asked.rows());
        }
        List<MatrixForm> allowed = allowed(asked, known);
        boolean small = weights(config) < SMALL;
        List<MatrixForm> fitting = new ArrayList<>();
        for (MatrixForm form : allowed) {
            boolean wanted = fitting.isEmpty() || (!small && asExact(asked, form, fitting.getFirst()));
            if (wanted && (form == MatrixForm.F32_PLAIN || form.fits(manager))) {
                fitting.add(form);
            }
        }
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException("dtype: " + allowed.getFirst().dtype() + ": " + InstructionSet.told()
                    + " has no product for it (expected: f32)");
        }
        if (fitting.size() == 1) {
            return new KernelChoice(fitting.getFirst(), reason(asked, allowed, fitting.getFirst()), asked.rows());
        }
        SequencedMap<MatrixForm, Double> seconds = measure(fitting, config, asked.rows(), manager);
        MatrixForm best = best(seconds);
        return new KernelChoice(best, reason(asked, allowed, best), asked.rows(), seconds);
    }

    /** The fastest; of those as fast the first in order. */
    static MatrixForm best(SequencedMap<MatrixForm, Double> seconds) {
        double fastest =
                seconds.values().stream().mapToDouble(each -> each).min().orElseThrow();
        return seconds.keySet().stream()
                .filter(form -> seconds.getOrDefault(form, Double.MAX_VALUE) <= TIE * fastest)
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    /**
     * Best seconds of the products with the two matrices of an MLP, in every form.
     *
     * @param forms that fit this machine
     */
    public static SequencedMap<MatrixForm, Double> measure(
            List<MatrixForm> forms, LoopLmConfig config, int rows, NDManager parent) {
        var best = new LinkedHashMap<MatrixForm, Double>();
        var candidates = new ArrayList<Candidate>();
        try (NDManager manager = parent.newSubManager()) {
            NDArray x = manager.randomNormal(0, 1, new Shape(rows, 1, config.hiddenSize()), DataType.FLOAT32);
            NDArray up = matrix(config.intermediateSize(), config.hiddenSize(), manager);
            NDArray down = matrix(config.hiddenSize(), config.intermediateSize(), manager);
            long pairs = Math.clamp(MOST / (2 * up.size()), 1, config.layers());
            forms.forEach(form -> candidates.add(new Candidate(form, pairs, up, down, manager)));
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                for (Candidate candidate : candidates) {
                    if (round < SURE || !hopeless(candidate.form, best)) {
                        double seconds = candidate.pair(x, round);
                        if (round >= WARM_UP) {
                            best.merge(candidate.form, seconds, Math::min);
                        }
                    }
                }
            }
        } finally {
            candidates.forEach(Candidate::close);
        }
        return best;
    }

    private static boolean hopeless(MatrixForm form, SequencedMap<MatrixForm, Double> best) {
        double fastest = best.values().stream().mapToDouble(each -> each).min().orElseThrow();
        return best.getOrDefault(form, 0.) > HOPELESS * fastest;
    }

    private static KernelChoice pinned(Placement asked, MatrixForm form, NDManager manager) {
        if (form != MatrixForm.F32_PLAIN && !form.fits(manager)) {
            throw new IllegalArgumentException(
                    "kernel: " + form + ": " + InstructionSet.told() + " lacks it (expected: another, or none)");
        }
        return new KernelChoice(form, "pinned", asked.rows());
    }

    private static List<MatrixForm> allowed(Placement asked, KnownAccuracy known) {
        return MatrixForm.on(ComputeDevice.CPU).stream()
                .filter(form ->
                        asked.dtype().map(dtype -> dtype == form.dtype()).orElseGet(() -> known.allows(form)))
                .toList();
    }

    /**
     * Whether a form may stand beside the first one that fits. A dtype that was asked for is computed as exactly as this
     * CPU can, so that every machine of a kind answers alike; an open choice takes whatever was measured to do.
     */
    private static boolean asExact(Placement asked, MatrixForm form, MatrixForm first) {
        return asked.dtype().isEmpty() || form.arithmetic().equals(first.arithmetic());
    }

    private static MatrixForm plain(Dtype dtype) {
        return switch (dtype) {
            case F32 -> MatrixForm.F32_PLAIN;
            case F16 -> MatrixForm.F16_PLAIN;
            case BF16 -> MatrixForm.BF16_PLAIN;
            case INT8 -> throw new IllegalArgumentException("dtype: int8 on cuda (expected: f32, f16 or bf16)");
        };
    }

    private static String reason(Placement asked, List<MatrixForm> allowed, MatrixForm chosen) {
        if (asked.dtype().isEmpty()) {
            boolean exactOnly = allowed.stream().allMatch(form -> form.dtype() == Dtype.F32);
            return exactOnly
                    ? "auto: no other dtype's accuracy was measured on this model"
                    : "auto: fastest of those that keep this model's accuracy";
        }
        return switch (chosen) {
            case BF16_PLAIN ->
                "no bf16 instructions here: several rows and prompts are slow; f16 or f32 would be faster";
            case INT8_FBGEMM -> "this CPU cannot add products of 8 bits exactly; expect other greedy tokens than f32's";
            default -> "asked";
        };
    }

    private static long weights(LoopLmConfig config) {
        return 2L * config.hiddenSize() * config.intermediateSize() * config.layers();
    }

    private static NDArray matrix(long outputs, long inputs, NDManager manager) {
        var deviation = (float) Math.sqrt(1. / inputs);
        return manager.randomNormal(0, deviation, new Shape(outputs, inputs), DataType.FLOAT32);
    }

    /** One form with matrices of its own. */
    private static final class Candidate implements AutoCloseable {

        private final MatrixForm form;
        private final OperatorClock clock = new OperatorClock();
        private final ScriptModule module;
        private final IValue weights;
        private final NDManager manager;
        private final long pairs;

        Candidate(MatrixForm form, long pairs, NDArray up, NDArray down, NDManager manager) {
            this.form = form;
            this.pairs = pairs;
            this.manager = manager;
            this.module = ScriptModule.ofText(manager, form.text() + form.typed(TEXT));
            try (var packer = new MatrixPacker(module, form)) {
                for (int pair = 0; pair < pairs; pair++) {
                    packer.addCopy(up);
                    packer.addCopy(down);
                }
                weights = packer.argument();
            }
        }

        /** Seconds of the products with two matrices. */
        double pair(NDArray x, int round) {
            try (NDManager scope = manager.newSubManager();
                    var arguments = new CallArguments()) {
                arguments.add(x).add(2 * (round % pairs)).addShared(weights);
                long begin = clock.nanos();
                module.call(scope, "probe", arguments).head().toFloatArray();
                return (clock.nanos() - begin) / 1e9;
            }
        }

        @Override
        public void close() {
            weights.close();
            module.close();
        }
    }
}
