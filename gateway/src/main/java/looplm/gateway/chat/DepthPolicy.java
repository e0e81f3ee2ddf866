package looplm.gateway.chat;

import looplm.gateway.error.GatewayException;
import looplm.wire.openai.DepthFields;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.Model;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Checks the depth a client asks for and sets the depth that safety asks for. */
final class DepthPolicy {

    private DepthPolicy() {}

    /**
     * @param effort the client's {@code reasoning_effort}
     * @param loop the client's {@code loop}
     * @throws GatewayException naming the field, if one is outside what {@code model} can do
     */
    static void check(@Nullable String effort, @Nullable LoopControls loop, Model.Loop model) {
        DepthFields.check(effort, loop, model.maxSteps(), GatewayException::invalid);
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
