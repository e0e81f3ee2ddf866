package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up parts of values: keys, elements, slices. */
final class Access {

    private Access() {}

    /** {@code base.name}: what a value calls itself, else its key. */
    static @Nullable Object attribute(@Nullable Object base, String name) {
        return switch (base) {
            case Namespace namespace -> namespace.get(name);
            case Loop loop -> loop.get(name);
            case null, default -> item(base, name);
        };
    }

    /** {@code base[key]}. */
    static @Nullable Object item(@Nullable Object base, @Nullable Object key) {
        return switch (base) {
            case Map<?, ?> map -> map.containsKey(key) ? map.get(key) : new Undefined(String.valueOf(key));
            case List<?> list when key instanceof Long index -> element(new ArrayList<>(list), index);
            case String text when key instanceof Long index -> element(Value.items(text), index);
            case Namespace namespace when key instanceof String name -> namespace.get(name);
            case Loop loop when key instanceof String name -> loop.get(name);
            case Undefined undefined -> throw undefined.asError();
            case null, default -> new Undefined(Value.kind(base) + " has no " + Value.text(key));
        };
    }

    /** {@code base[start:stop:step]}, with Python's bounds. */
    static Object slice(@Nullable Object base, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
        if (base instanceof Undefined undefined) {
            throw undefined.asError();
        }
        if (!(base instanceof List<?>) && !(base instanceof String)) {
            throw new JinjaException("a " + Value.kind(base) + " cannot be sliced");
        }
        List<@Nullable Object> items = Value.items(base);
        List<@Nullable Object> slice = slice(items, start, stop, step == null ? 1 : Value.integer(step));
        return base instanceof String
                ? String.join("", slice.stream().map(Value::text).toList())
                : slice;
    }

    private static List<@Nullable Object> slice(
            List<@Nullable Object> items, @Nullable Object start, @Nullable Object stop, int step) {
        if (step == 0) {
            throw new JinjaException("slice: step 0");
        }
        int size = items.size();
        long from = bound(start, size, step > 0 ? 0 : size - 1, step);
        long to = bound(stop, size, step > 0 ? size : -1, step);
        var slice = new ArrayList<@Nullable Object>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            slice.add(items.get((int) i));
        }
        return slice;
    }

    private static long bound(@Nullable Object given, int size, int otherwise, int step) {
        if (given == null) {
            return otherwise;
        }
        long index = Value.integer(given);
        long counted = index < 0 ? index + size : index;
        return step > 0 ? Math.clamp(counted, 0, size) : Math.clamp(counted, -1, size - 1);
    }

    private static @Nullable Object element(List<@Nullable Object> items, long index) {
        long counted = index < 0 ? index + items.size() : index;
        return counted >= 0 && counted < items.size() ? items.get((int) counted) : new Undefined("element " + index);
    }
}
