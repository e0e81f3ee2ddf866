package looplm.inference.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import looplm.edge.RefusedException;
import looplm.inference.engine.DepthBounds;
import looplm.model.exit.Effort;
import looplm.wire.openai.LoopControls;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code loop} and {@code reasoning_effort} into bounds.
 *
 * <p>A field of {@code loop} wins over the effort; one that is missing keeps what the effort resolved to, except that an
 * unset minimum falls to the maximum where it would exceed it.
 */
public final class DepthLimits {

    /** OpenAI's other words for the ends of the scale. */
    private static final Map<String, Effort> SYNONYMS =
            Map.of("none", Effort.MINIMAL, "xhigh", Effort.HIGH, "max", Effort.HIGH);

    private final int maxSteps;
    private final Map<Effort, DepthBounds> efforts;

    /**
     * @param maxSteps the most recurrent steps a request may ask for
     * @param efforts bounds of every effort, none above {@code maxSteps}
     */
    public DepthLimits(int maxSteps, Map<Effort, DepthBounds> efforts) {
        this.maxSteps = maxSteps;
        this.efforts = new EnumMap<>(efforts);
        for (Effort effort : Effort.values()) {
            DepthBounds bounds = this.efforts.get(effort);
            if (bounds == null || bounds.maxSteps() > maxSteps) {
                throw new IllegalArgumentException(
                        "efforts." + effort.key() + ": " + bounds + " (expected: at most " + maxSteps + " steps)");
            }
        }
    }

    /** Bounds of an effort. */
    public DepthBounds bounds(Effort effort) {
        return Objects.requireNonNull(efforts.get(effort));
    }

    /** The most recurrent steps a request may ask for. */
    public int maxSteps() {
        return maxSteps;
    }

    /**
     * @throws RefusedException naming the field at fault
     */
    public DepthBounds resolve(@Nullable String effortName, @Nullable LoopControls loop) {
        DepthBounds effort = bounds(effort(effortName));
        if (loop == null) {
            return effort;
        }
        int max = loop.maxSteps() == null ? effort.maxSteps() : steps("loop.max_steps", loop.maxSteps(), maxSteps);
        int min = loop.minSteps() == null
                ? Math.min(effort.minSteps(), max)
                : steps("loop.min_steps", loop.minSteps(), max);
        return new DepthBounds(min, max, threshold(loop.exitThreshold(), effort));
    }

    private static Effort effort(@Nullable String name) {
        if (name == null) {
            return Effort.MEDIUM;
        }
        for (Effort effort : Effort.values()) {
            if (effort.key().equals(name)) {
                return effort;
            }
        }
        Effort synonym = SYNONYMS.get(name);
        if (synonym == null) {
            throw RefusedException.invalid("reasoning_effort", name, "none, minimal, low, medium, high, xhigh or max");
        }
        return synonym;
    }

    private static int steps(String field, int steps, int limit) {
        if (steps < 1 || steps > limit) {
            throw RefusedException.invalid(field, steps, "1.." + limit);
        }
        return steps;
    }

    /** Compared in float32: a threshold too small for it is reached by the first step, as it asks. */
    private static float threshold(@Nullable Double threshold, DepthBounds effort) {
        if (threshold == null) {
            return effort.exitThreshold();
        }
        if (!(threshold > 0 && threshold <= 1)) {
            throw RefusedException.invalid("loop.exit_threshold", threshold, "above 0, at most 1");
        }
        return Math.max(threshold.floatValue(), Float.MIN_VALUE);
    }
}
