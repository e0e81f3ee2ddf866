package looplm.inference.admission;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import looplm.edge.RefusedException;
import looplm.inference.engine.model.StepBounds;
import looplm.model.exit.Effort;
import looplm.wire.openai.DepthFields;
import looplm.wire.openai.LoopControls;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code loop} and {@code reasoning_effort} into bounds.
 *
 * <p>A field of {@code loop} wins over the effort; one that is missing keeps what the effort resolved to, except that an
 * unset minimum falls to the maximum where it would exceed it.
 */
public final class DepthLimits {

    private final int maxSteps;
    private final Map<Effort, StepBounds> efforts;

    /**
     * @param maxSteps the most recurrent steps a request may ask for
     * @param efforts bounds of every effort, none above {@code maxSteps}
     */
    public DepthLimits(int maxSteps, Map<Effort, StepBounds> efforts) {
        this.maxSteps = maxSteps;
        this.efforts = new EnumMap<>(efforts);
        for (Effort effort : Effort.values()) {
            StepBounds bounds = this.efforts.get(effort);
            if (bounds == null || bounds.maxSteps() > maxSteps) {
                throw new IllegalArgumentException(
                        "efforts." + effort.key() + ": " + bounds + " (expected: at most " + maxSteps + " steps)");
            }
        }
    }

    /** Bounds of an effort. */
    public StepBounds bounds(Effort effort) {
        return Objects.requireNonNull(efforts.get(effort));
    }

    /** The most recurrent steps a request may ask for. */
    public int maxSteps() {
        return maxSteps;
    }

    /**
     * @throws RefusedException naming the field at fault
     */
    public StepBounds resolve(@Nullable String effortName, @Nullable LoopControls loop) {
        DepthFields.check(effortName, loop, maxSteps, RefusedException::invalid);
        StepBounds effort = bounds(effort(effortName));
        if (loop == null) {
            return effort;
        }
        int max = loop.maxSteps() == null ? effort.maxSteps() : loop.maxSteps();
        DepthFields.checkMinSteps(loop.minSteps(), max, RefusedException::invalid);
        int min = loop.minSteps() == null ? Math.min(effort.minSteps(), max) : loop.minSteps();
        return new StepBounds(min, max, threshold(loop.exitThreshold(), effort));
    }

    private static Effort effort(@Nullable String name) {
        return switch (name) {
            case null -> Effort.MEDIUM;
            case "none" -> Effort.MINIMAL;
            case "xhigh", "max" -> Effort.HIGH;
            default -> Effort.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    /** Compared in float32: a threshold too small for it is reached by the first step, as it asks. */
    private static float threshold(@Nullable Double threshold, StepBounds effort) {
        return threshold == null ? effort.exitThreshold() : Math.max(threshold.floatValue(), Float.MIN_VALUE);
    }
}
