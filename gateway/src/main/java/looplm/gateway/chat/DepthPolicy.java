package looplm.gateway.chat;

import java.util.Set;
import java.util.TreeSet;
import looplm.gateway.error.GatewayException;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.Model;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Checks the depth a client asks for and sets the depth that safety asks for. */
final class DepthPolicy {

    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private DepthPolicy() {}

    /**
     * @param effort the client's {@code reasoning_effort}
     * @param loop the client's {@code loop}
     * @throws GatewayException naming the field, if one is outside what {@code model} can do
     */
    static void check(@Nullable String effort, @Nullable LoopControls loop, Model.Loop model) {
        if (effort != null && !EFFORTS.contains(effort)) {
            throw GatewayException.invalid(
                    "reasoning_effort", effort, "one of " + String.join(", ", new TreeSet<>(EFFORTS)));
        }
        if (loop != null) {
            checkBounds(loop, model.maxSteps());
        }
    }

    private static void checkBounds(LoopControls loop, int limit) {
        Integer min = loop.minSteps();
        Integer max = loop.maxSteps();
        checkSteps("loop.min_steps", min, limit);
        checkSteps("loop.max_steps", max, limit);
        if (min != null && max != null && min > max) {
            throw GatewayException.invalid("loop.min_steps", min, "at most loop.max_steps, " + max);
        }
        Double threshold = loop.exitThreshold();
        if (threshold != null && !(threshold > 0 && threshold <= 1)) {
            throw GatewayException.invalid("loop.exit_threshold", threshold, "a number above 0 and at most 1");
        }
    }

    private static void checkSteps(String field, @Nullable Integer steps, int limit) {
        if (steps != null && (steps < 1 || steps > limit)) {
            throw GatewayException.invalid(field, steps, "an integer from 1 to " + limit);
        }
    }

    /**
     * The request as safety wants it: all trained steps for every token, whatever the client asked. A trace goes with the
     * client's {@code loop}: it is withheld for deepened answers.
     *
     * @param body stays as it is
     */
    static ObjectNode deepen(ObjectNode body, Model.Loop model) {
        var deepened = body.deepCopy();
        deepened.remove("reasoning_effort");
        deepened.putObject("loop").put("min_steps", model.trainedSteps()).put("max_steps", model.trainedSteps());
        return deepened;
    }
}
