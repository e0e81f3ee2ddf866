package looplm.model.text.jinja.value;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A list that Python writes in parentheses and that can be a key. */
public final class Tuple extends AbstractList<@Nullable Object> {

    private final List<@Nullable Object> elements;

    public Tuple(List<@Nullable Object> elements) {
        this.elements = new ArrayList<>(elements);
    }

    /** A key and its value. */
    static Tuple pair(@Nullable Object key, @Nullable Object value) {
        var pair = new ArrayList<@Nullable Object>();
        pair.add(key);
        pair.add(value);
        return new Tuple(pair);
    }

    /** A function of each element. */
    Tuple mapped(UnaryOperator<@Nullable Object> function) {
        var mapped = new ArrayList<@Nullable Object>();
        for (Object element : elements) {
            mapped.add(function.apply(element));
        }
        return new Tuple(mapped);
    }

    @Override
    public @Nullable Object get(int index) {
        return elements.get(index);
    }

    @Override
    public int size() {
        return elements.size();
    }
}
