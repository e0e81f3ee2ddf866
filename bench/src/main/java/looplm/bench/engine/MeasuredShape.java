package looplm.bench.engine;

import looplm.bench.measure.BenchShape;
import looplm.model.checkpoint.LoopLmConfig;

/** A model's sizes, with room for prompts and answers: what a tick costs does not depend on what its weights learned. */
record MeasuredShape(BenchShape shape) {

    private static final int CONTEXT = 4096;

    String key() {
        return shape.toString();
    }

    LoopLmConfig config() {
        LoopLmConfig sizes = shape.config();
        return new LoopLmConfig(
                sizes.vocabSize(),
                sizes.hiddenSize(),
                sizes.intermediateSize(),
                sizes.layers(),
                sizes.queryHeads(),
                sizes.kvHeads(),
                sizes.headDim(),
                sizes.recurrentSteps(),
                CONTEXT,
                sizes.normEpsilon(),
                sizes.ropeTheta(),
                sizes.tiedEmbeddings(),
                sizes.exitThreshold(),
                sizes.exitStep(),
                sizes.eosTokenIds(),
                sizes.padTokenId(),
                sizes.initializerRange());
    }

    /** Fr: parameters that one recurrent step of a token runs through. */
    double stepParameters() {
        LoopLmConfig sizes = shape.config();
        double attention = 2.0 * sizes.hiddenSize() * sizes.headDim() * (sizes.queryHeads() + sizes.kvHeads());
        double mlp = 3.0 * sizes.hiddenSize() * sizes.intermediateSize();
        return sizes.layers() * (attention + mlp);
    }

    /** F0: parameters that a token runs through once; the embedding is a look-up and costs nothing. */
    double headParameters() {
        return (double) shape.config().vocabSize() * shape.config().hiddenSize();
    }
}
