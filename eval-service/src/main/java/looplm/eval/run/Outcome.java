package looplm.eval.run;

import java.util.Locale;

/** What became of one item. All but RIGHT count as wrong. */
enum Outcome {
    RIGHT,
    WRONG,
    TIMED_OUT,
    TOO_LONG;

    /** As the database knows it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
