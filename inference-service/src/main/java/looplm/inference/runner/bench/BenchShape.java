package looplm.inference.runner.bench;

import java.util.List;
import java.util.OptionalInt;
import looplm.model.checkpoint.LoopLmConfig;

/** Sizes of models with random weights: what a tick costs does not depend on what they learned. */
enum BenchShape {
    /** The model in {@code models/looplm-nano}. */
    NANO("nano", 129, 128, 320, 1, 4, 32, 1024),
    /** Its head costs as much of a recurrent step as Ouro's does. */
    MID("mid", 12288, 1024, 2816, 12, 16, 64, 4096),
    /** Ouro-1.4B. */
    OURO_1_4B("ouro-1.4b", 49152, 2048, 5632, 24, 16, 128, 4096);

    private static final int STEPS = 4;

    private final String key;
    private final LoopLmConfig config;

    BenchShape(String key, int vocabulary, int hidden, int mlp, int layers, int heads, int headDim, int context) {
        this.key = key;
        this.config = new LoopLmConfig(
                vocabulary,
                hidden,
                mlp,
                layers,
                heads,
                heads,
                headDim,
                STEPS,
                context,
                1e-6,
                1e6,
                false,
                1,
                OptionalInt.empty(),
                List.of(0),
                OptionalInt.of(0),
                0.02);
    }

    String key() {
        return key;
    }

    LoopLmConfig config() {
        return config;
    }

    /** Fr: parameters that one recurrent step of a token runs through. */
    double stepParameters() {
        double attention = 2.0 * config.hiddenSize() * config.headDim() * (config.queryHeads() + config.kvHeads());
        double mlp = 3.0 * config.hiddenSize() * config.intermediateSize();
        return config.layers() * (attention + mlp);
    }

    /** F0: parameters that a token runs through once; the embedding is a look-up and costs nothing. */
    double headParameters() {
        return (double) config.vocabSize() * config.hiddenSize();
    }
}
