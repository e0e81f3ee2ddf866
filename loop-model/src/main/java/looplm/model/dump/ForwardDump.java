package looplm.model.dump;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import looplm.model.AllSteps;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvSlot;
import looplm.model.exit.ExitDistribution;
import looplm.model.script.TensorMemory;

/**
 * Everything a forward pass computes, every recurrent step of every position, by the names and shapes of {@link
 * Quantity}. Padding is 0 everywhere.
 *
 * <p>Hidden states, gates and logits come from one pass over the whole batch; keys and values from running each row by
 * itself over a cache, as generation does.
 */
public final class ForwardDump {

    private static final int CHUNK = 256;

    private ForwardDump() {}

    /**
     * Runs the model.
     *
     * @param scope owner of the result
     * @param recurrentSteps T, steps to run
     * @return float32 tensors
     */
    public static SequencedMap<Quantity, NDArray> of(
            LoopLm model, NDManager scope, ForwardInputs inputs, int recurrentSteps) {
        var dump = new LinkedHashMap<Quantity, NDArray>();
        try (NDManager work = scope.newSubManager()) {
            AllSteps steps = forward(model, work, inputs, recurrentSteps);
            NDArray real = work.create(floats(inputs.mask()), new Shape(1, inputs.rows(), inputs.positions()));
            NDArray hidden = steps.hidden().mul(real.expandDims(3));
            NDArray gates = steps.gateLogits().mul(real);
            dump.put(Quantity.HIDDEN, hidden);
            dump.put(Quantity.LOGITS, model.head(work, hidden));
            dump.put(Quantity.GATE_LOGITS, gates);
            dump.values().forEach(tensor -> tensor.attach(scope));
            putExits(dump, scope, inputs, steps.gateLogits().toFloatArray(), recurrentSteps);
        }
        putCache(dump, model, scope, inputs, recurrentSteps);
        return dump;
    }

    private static AllSteps forward(LoopLm model, NDManager scope, ForwardInputs inputs, int recurrentSteps) {
        var shape = new Shape(inputs.rows(), inputs.positions());
        NDArray ids = scope.create(longs(inputs.ids()), shape);
        NDArray positions = scope.create(inputs.positionIds(), shape);
        Optional<NDArray> real =
                inputs.isPadded() ? Optional.of(scope.create(longs(inputs.mask()), shape)) : Optional.empty();
        return model.forward(scope, ids, positions, real, recurrentSteps);
    }

    /**
     * @param gates [T, B, N]
     */
    private static void putExits(
            SequencedMap<Quantity, NDArray> dump, NDManager scope, ForwardInputs inputs, float[] gates, int steps) {
        int count = inputs.ids().length;
        var pdf = new float[count * steps];
        var cdf = new float[count * steps];
        var depth = new float[count];
        for (int at = 0; at < count; at++) {
            if (inputs.mask()[at] == 1) {
                var gate = new float[steps];
                for (int t = 0; t < steps; t++) {
                    gate[t] = gates[t * count + at];
                }
                ExitDistribution exit = ExitDistribution.of(gate);
                System.arraycopy(exit.probabilities(), 0, pdf, at * steps, steps);
                System.arraycopy(exit.cumulative(), 0, cdf, at * steps, steps);
                depth[at] = exit.expectedDepth();
            }
        }
        var shape = new Shape(inputs.rows(), inputs.positions(), steps);
        dump.put(Quantity.EXIT_PDF, scope.create(pdf, shape));
        dump.put(Quantity.EXIT_CDF, scope.create(cdf, shape));
        dump.put(Quantity.EXPECTED_DEPTH, scope.create(depth, new Shape(inputs.rows(), inputs.positions())));
    }

    private static void putCache(
            SequencedMap<Quantity, NDArray> dump, LoopLm model, NDManager scope, ForwardInputs inputs, int steps) {
        int layers = model.config().layers();
        int heads = model.config().kvHeads();
        int headDim = model.config().headDim();
        var shape = new Shape(steps, layers, inputs.rows(), heads, inputs.positions(), headDim);
        NDArray keys = scope.zeros(shape, DataType.FLOAT32);
        NDArray values = scope.zeros(shape, DataType.FLOAT32);
        for (int row = 0; row < inputs.rows(); row++) {
            int[] tokens = inputs.realTokens(row);
            try (KvCache cache = model.newCache(steps, tokens.length)) {
                for (int start = 0; start < tokens.length; start += CHUNK) {
                    int end = Math.min(start + CHUNK, tokens.length);
                    model.prefill(cache, Arrays.copyOfRange(tokens, start, end), start);
                }
                for (int slot = 0; slot < steps * layers; slot++) {
                    var at = new KvSlot(slot / layers, slot % layers);
                    long block = ((long) slot * inputs.rows() + row) * heads;
                    copy(cache.keys(at, tokens.length), keys, block, heads, inputs.positions() * headDim);
                    copy(cache.values(at, tokens.length), values, block, heads, inputs.positions() * headDim);
                }
            }
        }
        dump.put(Quantity.KEY, keys);
        dump.put(Quantity.VALUE, values);
    }

    /**
     * Copies [K, n, D] to the end of the positions of a block [K, N, D].
     *
     * @param head index of the block's first head
     * @param width N * D
     */
    private static void copy(float[] source, NDArray target, long head, int heads, int width) {
        MemorySegment memory = TensorMemory.of(target);
        int length = source.length / heads;
        for (int k = 0; k < heads; k++) {
            long at = (head + k + 1) * width - length;
            MemorySegment.copy(source, k * length, memory, ValueLayout.JAVA_FLOAT, at * Float.BYTES, length);
        }
    }

    private static long[] longs(int[] values) {
        return Arrays.stream(values).asLongStream().toArray();
    }

    private static float[] floats(int[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }
}
