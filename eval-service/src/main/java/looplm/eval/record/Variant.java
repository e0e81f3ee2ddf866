package looplm.eval.record;

import looplm.wire.openai.LoopControls;
import org.jspecify.annotations.Nullable;

/** How deep an item is asked. */
public sealed interface Variant {

    /** Exactly so many recurrent steps for every token. */
    record Fixed(int steps) implements Variant {}

    /** As many as the exit gate wants. */
    record Adaptive(double exitThreshold) implements Variant {}

    /** One of both is given. */
    static Variant of(@Nullable Integer steps, @Nullable Double exitThreshold) {
        if (steps != null) {
            return new Fixed(steps);
        }
        if (exitThreshold != null) {
            return new Adaptive(exitThreshold);
        }
        throw new IllegalArgumentException("variant: neither steps nor exit threshold (expected: one)");
    }

    /**
     * @param trainedSteps recurrent steps T of the model
     */
    default LoopControls controls(int trainedSteps) {
        return switch (this) {
            case Fixed(int steps) -> LoopControls.fixed(steps);
            case Adaptive(double threshold) -> new LoopControls(1, trainedSteps, threshold, null);
        };
    }
}
