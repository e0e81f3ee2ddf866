package looplm.bench.measure;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.Dtype;

/** Shapes to measure: the weights are random, so only sizes count. */
public enum BenchShape {
    /** ByteDance/Ouro-1.4B. */
    OURO_1_4B("ouro-1.4b", 49152, 2048, 5632, 24, 16, 128),
    /** Small enough for a quick look, too large for any cache. */
    MID("mid", 12288, 1024, 2816, 12, 16, 64),
    /** looplm-nano: everything is in the cache, what is left are calls. */
    NANO("nano", 129, 128, 320, 1, 4, 32);

    /** Of a quantised matrix: a scale and a sum per output, 4 bytes each. */
    private static final int INT8_OUTPUT_BYTES = 8;

    private static final int STEPS = 4;
    private static final int CONTEXT = 1024;

    private final String label;
    private final LoopLmConfig config;

    BenchShape(String label, int vocab, int hidden, int intermediate, int layers, int heads, int headDim) {
        this.label = label;
        this.config = new LoopLmConfig(
                vocab,
                hidden,
                intermediate,
                layers,
                heads,
                heads,
                headDim,
                STEPS,
                CONTEXT,
                1e-6,
                1_000_000,
                false,
                1,
                OptionalInt.empty(),
                List.of(0),
                OptionalInt.empty(),
                0.02);
    }

    public LoopLmConfig config() {
        return config;
    }

    /** Bytes of weights that one decode step of all recurrent steps has to read, however many rows it has. */
    public long bytesPerStep(Dtype dtype) {
        long hidden = config.hiddenSize();
        long attended = (long) config.queryHeads() * config.headDim();
        long layerOutputs = 3 * attended + hidden + 2L * config.intermediateSize() + hidden;
        long layerWeights = 4 * attended * hidden + 3 * hidden * config.intermediateSize();
        long layer = bytes(dtype, layerWeights, layerOutputs);
        return (long) STEPS * config.layers() * layer + bytes(dtype, hidden * config.vocabSize(), config.vocabSize());
    }

    private static long bytes(Dtype dtype, long weights, long outputs) {
        return switch (dtype) {
            case F32 -> Float.BYTES * weights;
            case F16, BF16 -> Short.BYTES * weights;
            case INT8 -> weights + INT8_OUTPUT_BYTES * outputs;
        };
    }

    /** Its name on the command line. */
    @Override
    public String toString() {
        return label.toLowerCase(Locale.ROOT);
    }
}
