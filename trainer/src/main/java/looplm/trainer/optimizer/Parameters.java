package looplm.trainer.optimizer;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import looplm.model.script.TensorMemory;
import looplm.model.weights.WeightNames;

/** The tensors in training. They belong to the given manager. */
public final class Parameters {

    private final List<String> names;
    private final List<NDArray> arrays;

    private Parameters(List<String> names, List<NDArray> arrays) {
        this.names = List.copyOf(names);
        this.arrays = List.copyOf(arrays);
        arrays.forEach(array -> array.setRequiresGradient(true));
    }

    /** Freshly drawn parameters: equal seeds give equal values. */
    public static Parameters draw(List<ParameterSpec> specs, long seed, NDManager manager) {
        var random = new Random(seed);
        var values = new LinkedHashMap<String, NDArray>();
        for (ParameterSpec spec : specs) {
            values.put(spec.name(), manager.create(spec.draw(random), new Shape(spec.shape())));
        }
        return of(values);
    }

    /** Given tensors, each once, by checkpoint name. */
    public static Parameters of(SequencedMap<String, NDArray> values) {
        return new Parameters(new ArrayList<>(values.keySet()), new ArrayList<>(values.values()));
    }

    /** Checkpoint names. */
    public List<String> names() {
        return names;
    }

    /** The tensors, each once; training changes them in place. */
    public List<NDArray> arrays() {
        return arrays;
    }

    /** The forward text's list of weights; a tied embedding stands in the head's place too. */
    public List<NDArray> inTextOrder() {
        var list = new ArrayList<NDArray>(arrays.size() + 1);
        for (int i = 0; i < names.size(); i++) {
            list.add(arrays.get(i));
            if (names.get(i).equals(WeightNames.GATE_BIAS) && !names.contains(WeightNames.HEAD)) {
                list.add(get(WeightNames.EMBEDDING));
            }
        }
        return list;
    }

    /** One tensor by its checkpoint name. */
    public NDArray get(String name) {
        return arrays.get(names.indexOf(name));
    }

    /** Overwrites the values of a tensor. */
    public static void set(NDArray array, float[] values) {
        MemorySegment.copy(values, 0, TensorMemory.of(array), JAVA_FLOAT, 0, Math.toIntExact(array.size()));
    }

    /** The tensors by name, in order. */
    public SequencedMap<String, NDArray> byName() {
        var all = new LinkedHashMap<String, NDArray>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), arrays.get(i));
        }
        return all;
    }

    /** Number of trained values. */
    public long count() {
        return arrays.stream().mapToLong(NDArray::size).sum();
    }
}
