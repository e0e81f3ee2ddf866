package looplm.gateway.chat;

import java.util.List;
import java.util.UUID;
import looplm.gateway.audit.RequestTrail;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.routing.InferenceCall;
import looplm.gateway.shedding.LoadLimit;
import looplm.wire.Headers;
import looplm.wire.inference.FinalCount;
import looplm.wire.openai.Model;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that may run.
 *
 * @param deepened whether it runs all steps by order of safety
 * @param place given back when inference-service has answered: how fast the client reads is its own affair
 * @param room where the bytes of its body and of a whole answer count
 */
record ClearedRequest(
        ClientRequest request,
        Model model,
        boolean deepened,
        LoadLimit.Place place,
        ByteBudget.Claim room,
        RequestTrail trail,
        ServerHttpResponse response) {

    /** Answer headers of inference-service that its clients see. */
    private static final List<String> RELAYED = List.of(Headers.MODEL, Headers.DEPTH);

    /** The same request at full depth. */
    ClearedRequest deeper() {
        return new ClearedRequest(request, model, true, place, room, trail, response);
    }

    InferenceCall call(JsonMapper json) {
        ObjectNode body = deepened ? DepthPolicy.deepen(request.body(), model.loop()) : request.body();
        return new InferenceCall(
                request.endpoint().path(),
                json.writeValueAsBytes(body),
                trail.key().id().toString(),
                trail.requestId(),
                room,
                new HeaderRelay(trail, response));
    }

    /** Shows the client who answered, and tells the trail the rest. */
    private record HeaderRelay(RequestTrail trail, ServerHttpResponse response) implements InferenceCall.Observer {

        @Override
        public UUID started() {
            return trail.started();
        }

        @Override
        public void accepted(HttpHeaders headers) {
            for (String name : RELAYED) {
                String value = headers.getFirst(name);
                if (value != null) {
                    response.getHeaders().set(name, value);
                }
            }
        }

        @Override
        public void cancelled(Mono<FinalCount> count) {
            trail.cancelled(count);
        }
    }
}
