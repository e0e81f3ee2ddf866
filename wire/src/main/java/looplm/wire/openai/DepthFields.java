package looplm.wire.openai;

import java.util.List;
import looplm.wire.FieldRange;
import looplm.wire.FieldRange.Refusal;
import org.jspecify.annotations.Nullable;

/** What a request may ask for in depth, whoever checks it: {@code reasoning_effort} and the bounds of {@code loop}. */
public final class DepthFields {

    /** From the least depth to the most; {@code none}, {@code xhigh} and {@code max} are OpenAI's words for the ends. */
    public static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private static final String MIN_STEPS = "loop.min_steps";

    private DepthFields() {}

    /**
     * @param mostSteps the most that the model may be asked for
     * @throws RuntimeException {@code refusal}'s, naming the field at fault
     */
    public static void check(@Nullable String effort, @Nullable LoopControls loop, int mostSteps, Refusal refusal) {
        if (effort != null && !EFFORTS.contains(effort)) {
            throw refusal.of("reasoning_effort", effort, "one of " + String.join(", ", EFFORTS));
        }
        if (loop != null) {
            FieldRange.between(1, mostSteps).check("loop.max_steps", loop.maxSteps(), refusal);
            checkMinSteps(loop.minSteps(), loop.maxSteps() == null ? mostSteps : loop.maxSteps(), refusal);
            FieldRange.EXIT_THRESHOLD.check("loop.exit_threshold", loop.exitThreshold(), refusal);
        }
    }

    /**
     * @param maxSteps the maximum that holds for the request
     */
    public static void checkMinSteps(@Nullable Integer minSteps, int maxSteps, Refusal refusal) {
        FieldRange.between(1, maxSteps).check(MIN_STEPS, minSteps, refusal);
    }
}
