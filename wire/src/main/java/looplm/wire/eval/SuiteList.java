package looplm.wire.eval;

import java.util.List;

/** {@code GET /v1/suites}. */
public record SuiteList(List<Suite> suites) {

    public SuiteList {
        suites = List.copyOf(suites);
    }

    /**
     * @param target {@code inference} or {@code gateway}
     * @param chance accuracy of guessing
     */
    public record Suite(String name, String description, String target, int items, double chance) {}
}
