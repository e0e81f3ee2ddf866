package looplm.launcher.eval;

import java.util.Locale;

/** Shares for people. */
final class Percent {

    private static final int HUNDRED = 100;

    private Percent() {}

    /** {@code 0.4375} as {@code 43.8 %}. */
    static String of(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * HUNDRED);
    }
}
