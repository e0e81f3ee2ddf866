package looplm.eval.scorer;

/** Compares an answer with the right one. Stateless. */
public sealed interface Scorer permits ExactMatch {

    /**
     * @throws IllegalArgumentException if no scorer has this name
     */
    static Scorer named(String name) {
        if (name.equals(ExactMatch.NAME)) {
            return new ExactMatch();
        }
        throw new IllegalArgumentException("scorer: " + name + " (expected: " + ExactMatch.NAME + ")");
    }

    boolean isRight(String expected, String answer);
}
