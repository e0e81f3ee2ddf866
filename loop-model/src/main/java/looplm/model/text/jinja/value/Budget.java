package looplm.model.text.jinja.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bounds the work and the memory of one rendering. */
public final class Budget {

    public static final int MAX_CHARACTERS = 1 << 24;
    public static final int MAX_ELEMENTS = 1 << 17;
    private static final int MAX_CALL_DEPTH = 32;
    private static final long MAX_WORK = 20_000_000;

    private long work;
    private int depth;

    /** Counts work, in evaluated nodes and handled characters. */
    public void spend(long amount) {
        work += amount;
        if (work > MAX_WORK) {
            throw new JinjaException("more work than " + MAX_WORK + " steps (expected: a template that ends)");
        }
    }

    /** Counts a text that was made. */
    public String checked(String text) {
        requireCharacters(text.length());
        spend(text.length() / 8);
        return text;
    }

    public <T extends @Nullable Object> List<T> checked(List<T> list) {
        requireElements(list.size());
        spend(list.size());
        return list;
    }

    public void requireElements(long elements) {
        if (elements > MAX_ELEMENTS) {
            throw new JinjaException(elements + " elements (expected: at most " + MAX_ELEMENTS + ")");
        }
    }

    public void requireCharacters(long characters) {
        if (characters > MAX_CHARACTERS) {
            throw new JinjaException(characters + " characters (expected: at most " + MAX_CHARACTERS + ")");
        }
    }

    public void enter() {
        if (++depth > MAX_CALL_DEPTH) {
            throw new JinjaException("calls nested deeper than " + MAX_CALL_DEPTH);
        }
    }

    public void leave() {
        depth--;
    }
}
