package looplm.eval.record;

import java.util.Locale;

/** What became of one item. All but RIGHT count as wrong. */
public enum ItemOutcome {
    RIGHT,
    WRONG,
    TIMED_OUT,
    TOO_LONG;

    /** As the database knows it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
