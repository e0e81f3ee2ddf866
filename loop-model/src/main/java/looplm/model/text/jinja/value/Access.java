package looplm.model.text.jinja.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks up parts of values: keys, elements, slices, methods. */
public final class Access {

    private Access() {}

    /** {@code base.name}: what a value calls itself, a method of its kind first, else its key. */
    public static @Nullable Object attribute(@Nullable Object base, String name, Budget budget) {
        return switch (base) {
            case Namespace namespace -> namespace.get(name);
            case Loop loop -> loop.get(name);
            case Undefined undefined -> throw undefined.asError();
            case null, default -> {
                Object method = Methods.of(base, name, budget);
                yield method != null ? method : base instanceof Map<?, ?> map ? entry(map, name) : missing(base, name);
            }
        };
    }

    /** {@code base[key]}: its key or element, else a method of its kind. */
    public static @Nullable Object item(@Nullable Object base, @Nullable Object asked, Budget budget) {
        Object key = Value.plain(asked);
        return switch (base) {
            case Undefined undefined -> throw undefined.asError();
            case Namespace namespace when key instanceof String name -> namespace.get(name);
            case Loop loop when key instanceof String name -> loop.get(name);
            case Map<?, ?> map when map.containsKey(Value.key(key)) -> map.get(Value.key(key));
            case List<?> list when isIndex(key) -> element(list, Value.integer(key));
            case String text when isIndex(key) -> character(text, Value.integer(key), budget);
            case Markup markup
            when isIndex(key) ->
                Markup.marking(markup, text -> character(Value.text(text), Value.integer(key), budget));
            case null, default -> {
                Object method = key instanceof String name ? Methods.of(base, name, budget) : null;
                yield method != null ? method : missing(base, key);
            }
        };
    }

    private static boolean isIndex(@Nullable Object key) {
        return key instanceof Long || key instanceof Boolean;
    }

    private static @Nullable Object entry(Map<?, ?> map, String name) {
        return map.containsKey(name) ? map.get(name) : new Undefined(name);
    }

    private static Undefined missing(@Nullable Object base, @Nullable Object key) {
        return new Undefined(base instanceof Map ? Value.text(key) : Value.kind(base) + " has no " + Value.text(key));
    }

    /** {@code base[start:stop:step]}, with Python's bounds. */
    public static @Nullable Object slice(
            @Nullable Object base, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
        return Markup.marking(base, plain -> {
            if (plain instanceof Undefined undefined) {
                throw undefined.asError();
            }
            if (!(plain instanceof List<?>) && !(plain instanceof String)) {
                throw new JinjaException("a " + Value.kind(plain) + " cannot be sliced");
            }
            List<@Nullable Object> items = Value.items(plain);
            List<@Nullable Object> slice = slice(items, start, stop, step == null ? 1 : Value.integer(step));
            return switch (plain) {
                case String _ -> String.join("", slice.stream().map(Value::text).toList());
                case Tuple _ -> new Tuple(slice);
                default -> slice;
            };
        });
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

    private static Object character(String text, int index, Budget budget) {
        budget.spend(text.length() / Value.CHARACTERS_A_STEP);
        int size = text.codePointCount(0, text.length());
        int counted = index < 0 ? index + size : index;
        return counted >= 0 && counted < size
                ? Character.toString(text.codePointAt(text.offsetByCodePoints(0, counted)))
                : new Undefined("element " + index);
    }

    private static @Nullable Object element(List<?> items, long index) {
        long counted = index < 0 ? index + items.size() : index;
        return counted >= 0 && counted < items.size() ? items.get((int) counted) : new Undefined("element " + index);
    }
}
