package looplm.model.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.TensorMemory;

/**
 * All weights of a model, in float32, under their checkpoint names. They live in the manager they were made with.
 *
 * <p>Threads: reading is safe from anywhere; whoever trains them owns them.
 */
public final class LoopWeights {

    private final SequencedMap<String, NDArray> named;

    LoopWeights(SequencedMap<String, NDArray> named) {
        this.named = Collections.unmodifiableSequencedMap(named);
    }

    /**
     * Fresh weights: matrices normal with the configuration's {@code initializerRange}, norms 1, the gate's bias 0. The
     * same seed gives the same weights.
     */
    public static LoopWeights initial(LoopLmConfig config, long seed, NDManager manager) {
        return read(config, initial(config, seed), manager);
    }

    /** The same weights one by one, to be read once and in order. */
    public static WeightSource initial(LoopLmConfig config, long seed) {
        var random = new SplittableRandom(seed);
        return (name, shape, manager) -> {
            NDArray weight = allocate(manager, shape);
            if (shape.size() == 2) {
                fillNormal(TensorMemory.of(weight), random, config.initializerRange());
            } else {
                TensorMemory.of(weight).fill((byte) 0);
                if (!name.equals(WeightNames.GATE_BIAS)) {
                    weight.addi(1);
                }
            }
            return weight;
        };
    }

    /** All weights of a configuration, in float32, on the manager's device and owned by it. */
    public static LoopWeights read(LoopLmConfig config, WeightSource source, NDManager manager) {
        var named = new LinkedHashMap<String, NDArray>();
        WeightNames.shapes(config).forEach((name, shape) -> named.put(name, read(name, shape, source, manager)));
        return new LoopWeights(named);
    }

    /** One weight on the manager's device, owned by it. */
    public static NDArray read(String name, List<Long> shape, WeightSource source, NDManager manager) {
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            NDArray weight = source.read(name, shape, host).toDevice(manager.getDevice(), false);
            weight.attach(manager);
            return weight;
        }
    }

    /** Every weight once, by checkpoint name. With tied embeddings there is no head. */
    public SequencedMap<String, NDArray> named() {
        return named;
    }

    /** The forward text's list of weights; with tied embeddings the embedding stands in the head's place too. */
    public List<NDArray> inTextOrder() {
        var list = new ArrayList<NDArray>(named.size() + 1);
        named.forEach((name, weight) -> {
            list.add(weight);
            if (name.equals(WeightNames.GATE_BIAS) && !named.containsKey(WeightNames.HEAD)) {
                list.add(named.get(WeightNames.EMBEDDING));
            }
        });
        return list;
    }

    /** Number of parameters, a tied head counted once. */
    public long parameters() {
        return named.values().stream().mapToLong(NDArray::size).sum();
    }

    static NDArray allocate(NDManager manager, List<Long> shape) {
        return manager.create(new Shape(shape), DataType.FLOAT32);
    }

    private static void fillNormal(MemorySegment memory, RandomGenerator random, double deviation) {
        long elements = memory.byteSize() / Float.BYTES;
        for (long i = 0; i < elements; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (random.nextGaussian() * deviation));
        }
    }
}
