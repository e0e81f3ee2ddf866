package looplm.model.script;

import java.util.List;
import java.util.stream.Stream;

/**
 * One operator that libtorch ran.
 *
 * @param name as libtorch calls it, such as {@code aten::copy_}
 * @param shapes of its arguments in order; empty for what is no tensor, lists of tensors included. Where an interpreted text
 *     is the caller, arguments of an operator still to come may stand before them
 * @param allocatedBytes that it and its parts took and kept, so what it returns in new memory; three digits of it are
 *     exact. Negative where it freed more
 * @param parts operators that it ran itself, in order
 */
public record Operator(String name, List<List<Long>> shapes, long allocatedBytes, List<Operator> parts) {

    public Operator {
        shapes = shapes.stream().map(List::copyOf).toList();
        parts = List.copyOf(parts);
    }

    /** Itself and all that it ran. */
    public Stream<Operator> all() {
        return Stream.concat(Stream.of(this), parts.stream().flatMap(Operator::all));
    }
}
