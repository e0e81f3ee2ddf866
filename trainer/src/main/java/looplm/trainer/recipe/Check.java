package looplm.trainer.recipe;

import java.util.Optional;

/** Range checks whose message names the key, the value and what was expected. */
final class Check {

    private Check() {}

    static void that(boolean ok, String key, Object value, String expected) {
        if (!ok) {
            throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(key, value, expected));
        }
    }

    static void within(String key, int value, int low, int high) {
        that(value >= low && value <= high, key, value, low + ".." + high);
    }

    static void positive(String key, double value) {
        that(value > 0 && Double.isFinite(value), key, value, "above 0");
    }

    static void share(String key, double value) {
        that(value >= 0 && value <= 1, key, value, "0..1");
    }

    /** How a message shows a part of the recipe that may be absent. */
    static String present(Optional<?> part) {
        return part.isPresent() ? "given" : "absent";
    }
}
