package looplm.gateway.chat;

import looplm.wire.openai.LoopControls;
import looplm.wire.safety.AssessmentRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that was read and whose shape is right.
 *
 * @param body what goes upstream: the client's JSON, fields unknown here included, with usage always asked for
 * @param usageAsked whether the client itself asked for the usage chunk of a stream
 * @param effort {@code reasoning_effort}
 * @param screening every text of it that a model may read
 * @param promptDigest SHA-256 of the prompt, 64 hex digits
 */
record GenerationRequest(
        Endpoint endpoint,
        ObjectNode body,
        String model,
        boolean stream,
        boolean usageAsked,
        @Nullable String effort,
        @Nullable LoopControls loop,
        AssessmentRequest screening,
        String promptDigest) {

    boolean asksTrace() {
        return loop != null && Boolean.TRUE.equals(loop.trace());
    }
}
