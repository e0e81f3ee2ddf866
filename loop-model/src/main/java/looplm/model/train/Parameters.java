package looplm.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/** The tensors in training, in the order of the forward text's weight list. They belong to the given manager. */
final class Parameters {

    private final List<String> names;
    private final List<NDArray> arrays;

    private Parameters(List<String> names, List<NDArray> arrays) {
        this.names = List.copyOf(names);
        this.arrays = List.copyOf(arrays);
        arrays.forEach(array -> array.setRequiresGradient(true));
    }

    /** Freshly drawn parameters: equal seeds give equal values. */
    static Parameters draw(List<ParameterSpec> specs, long seed, NDManager manager) {
        var random = new Random(seed);
        var values = new LinkedHashMap<String, NDArray>();
        for (ParameterSpec spec : specs) {
            values.put(spec.name(), manager.create(spec.draw(random), new Shape(spec.shape())));
        }
        return of(values);
    }

    /** Given tensors, named and ordered as the forward text wants them. */
    static Parameters of(SequencedMap<String, NDArray> values) {
        return new Parameters(new ArrayList<>(values.keySet()), new ArrayList<>(values.values()));
    }

    /** Checkpoint names. */
    List<String> names() {
        return names;
    }

    /** The tensors; training changes them in place. */
    List<NDArray> arrays() {
        return arrays;
    }

    /** The tensors by name, in order. */
    SequencedMap<String, NDArray> byName() {
        var all = new LinkedHashMap<String, NDArray>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), arrays.get(i));
        }
        return all;
    }

    /** Number of trained values. */
    long count() {
        return arrays.stream().mapToLong(NDArray::size).sum();
    }
}
