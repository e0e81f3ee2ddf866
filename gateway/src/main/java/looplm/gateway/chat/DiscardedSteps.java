package looplm.gateway.chat;

import looplm.gateway.audit.RequestTrail;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code usage.loop.discarded_steps}: what an answer cost beside itself, in tries that were given up or thrown away. */
final class DiscardedSteps {

    private DiscardedSteps() {}

    /** Tells them in an answer's usage, as far as they are known by now. False if there is nothing to tell. */
    static boolean addTo(ObjectNode answer, RequestTrail trail) {
        long discarded = trail.discardedSteps();
        JsonNode loop = answer.path("usage").path("loop");
        if (discarded == 0 || !(loop instanceof ObjectNode told)) {
            return false;
        }
        told.put("discarded_steps", discarded);
        return true;
    }
}
