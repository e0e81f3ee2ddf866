package looplm.bench.measure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.Operator;
import looplm.model.script.OperatorTrace;

/**
 * Bytes of keys and values that a tick moves, from the sizes of the tensors that its operators read, copied and wrote, and
 * those that it cannot do without: of every row one plane, up to and including its own position.
 *
 * <p>What counts as keys and values is told by shape: so many positions beside the head size, or one position's keys and
 * values together. Lists of tensors have no shapes here, so every {@code cat} counts as copying what it makes: too much
 * rather than too little.
 *
 * @param movedBytes read, copied and written; a copy counts at both ends
 * @param requiredBytes that attention has to read
 */
public record KvTraffic(long movedBytes, long requiredBytes) {

    /** Operators that return another look at the same memory, take some, or drop it. */
    private static final Set<String> MOVE_NOTHING = Set.of(
            "aten::as_strided",
            "aten::select",
            "aten::slice",
            "aten::narrow",
            "aten::transpose",
            "aten::t",
            "aten::permute",
            "aten::expand",
            "aten::expand_as",
            "aten::view",
            "aten::_unsafe_view",
            "aten::view_as",
            "aten::_reshape_alias",
            "aten::unsqueeze",
            "aten::squeeze",
            "aten::unflatten",
            "aten::alias",
            "aten::detach",
            "aten::resolve_conj",
            "aten::chunk",
            "aten::split",
            "aten::unbind",
            "aten::size",
            "aten::empty",
            "aten::empty_like",
            "aten::empty_strided",
            "aten::resize_");

    /** Operators that return what they were given unless a part of theirs copies it. */
    private static final Set<String> MOVE_BY_PARTS = Set.of("aten::reshape", "aten::contiguous", "aten::to");

    /** Operators that read as much as they return of an argument. */
    private static final Set<String> SELECT =
            Set.of("aten::index_select", "aten::gather", "aten::index", "aten::take", "aten::embedding");

    private static final String CONCATENATE = "aten::cat";

    /** {@code copy_(to, from, non_blocking)}. */
    private static final String COPY = "aten::copy_";

    private static final int COPY_ARGUMENTS = 3;

    /**
     * Counts in one tick.
     *
     * @param capacity positions of the rows' caches
     * @param positions of the rows' tokens
     * @param tick runs exactly one, over caches of full planes, on this thread
     * @throws IllegalArgumentException if so few positions cannot be told from heads
     */
    public static KvTraffic of(LoopLmConfig config, int capacity, List<Integer> positions, Runnable tick) {
        var lengths = new HashSet<Long>();
        lengths.add((long) capacity);
        long required = 0;
        for (int position : positions) {
            if (position < config.queryHeads() || position >= capacity) {
                throw new IllegalArgumentException("position: " + position + " (expected: " + config.queryHeads() + ".."
                        + (capacity - 1) + ", at least the heads)");
            }
            lengths.add(position + 1L);
            required += 2L * config.layers() * config.kvHeads() * config.headDim() * (position + 1L) * Float.BYTES;
        }
        var shapes = new Shapes(config.kvHeads(), config.headDim(), lengths);
        long moved = OperatorTrace.of(tick).stream()
                .mapToLong(operator -> moved(operator, shapes))
                .sum();
        return new KvTraffic(moved, required);
    }

    /** Bytes moved over those that must be read. */
    public double ratio() {
        return (double) movedBytes / requiredBytes;
    }

    private static long moved(Operator operator, Shapes shapes) {
        if (MOVE_NOTHING.contains(operator.name())) {
            return 0;
        }
        long inside =
                operator.parts().stream().mapToLong(part -> moved(part, shapes)).sum();
        if (inside > 0 || MOVE_BY_PARTS.contains(operator.name())) {
            return inside;
        }
        long made = Math.max(0, operator.allocatedBytes());
        if (operator.name().equals(CONCATENATE)) {
            return 2 * made;
        }
        List<List<Long>> arguments = operator.shapes();
        if (operator.name().equals(COPY)) {
            arguments = arguments.subList(arguments.size() - COPY_ARGUMENTS, arguments.size());
        }
        long read = arguments.stream().mapToLong(shapes::bytes).sum();
        if (read == 0) {
            return 0;
        }
        if (SELECT.contains(operator.name())) {
            return 2 * made;
        }
        // What is returned is keys and values again where it is of their size; scores and what was attended to are not.
        return 2 * made >= read ? read + made : read;
    }

    /** How tensors of keys or values look. */
    private record Shapes(long heads, long headDim, Set<Long> lengths) {

        long bytes(List<Long> shape) {
            int n = shape.size();
            if (n < 3) {
                return 0;
            }
            long last = shape.get(n - 1);
            long before = shape.get(n - 2);
            boolean positions =
                    (last == headDim && lengths.contains(before)) || (before == headDim && lengths.contains(last));
            boolean onePosition = last == headDim && before == heads && shape.get(n - 3) == 2;
            return positions || onePosition ? shape.stream().reduce(1L, Math::multiplyExact) * Float.BYTES : 0;
        }
    }
}
