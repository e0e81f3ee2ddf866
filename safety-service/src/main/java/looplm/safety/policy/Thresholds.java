package looplm.safety.policy;

import java.util.OptionalDouble;
import looplm.wire.safety.Assessment.Action;

/**
 * What a score of one category leads to at one stage: the strictest action whose threshold the score reaches.
 *
 * @param deepen lowest score that deepens; empty: none does
 * @param block lowest score that blocks; empty: none does
 */
public record Thresholds(OptionalDouble deepen, OptionalDouble block) {

    /** Allows at every score. */
    public static final Thresholds ALLOW = new Thresholds(OptionalDouble.empty(), OptionalDouble.empty());

    public Thresholds {
        require("deepen", deepen);
        require("block", block);
        if (deepen.isPresent() && block.isPresent() && deepen.getAsDouble() > block.getAsDouble()) {
            throw new IllegalArgumentException("deepen: %s (expected: at most block, which is %s)"
                    .formatted(deepen.getAsDouble(), block.getAsDouble()));
        }
    }

    private static void require(String name, OptionalDouble value) {
        if (value.isPresent() && !(value.getAsDouble() > 0 && value.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(name + ": " + value.getAsDouble() + " (expected: above 0, at most 1)");
        }
    }

    /** The action for a score in [0,1]. */
    public Action action(double score) {
        if (block.isPresent() && score >= block.getAsDouble()) {
            return Action.BLOCK;
        }
        return deepen.isPresent() && score >= deepen.getAsDouble() ? Action.DEEPEN : Action.ALLOW;
    }
}
