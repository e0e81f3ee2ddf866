package looplm.gateway.chat;

import java.nio.ByteBuffer;
import looplm.gateway.audit.RequestTrail;
import looplm.gateway.routing.InferenceClient;
import looplm.gateway.routing.WholeReply;
import looplm.gateway.safety.SafetyClient;
import looplm.gateway.safety.Screening;
import looplm.wire.Sha256;
import looplm.wire.safety.AssessmentRequest;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Gets a whole answer and releases it once safety has seen its text. */
final class WholeRelay {

    /** What is handed to the connection at once: it copies what it cannot send, and asks for more when that is gone. */
    private static final int SLICE = 64 << 10;

    private final InferenceClient inference;
    private final SafetyClient safety;
    private final Refusal refusal;
    private final JsonMapper json;

    WholeRelay(InferenceClient inference, SafetyClient safety, Refusal refusal, JsonMapper json) {
        this.inference = inference;
        this.safety = safety;
        this.refusal = refusal;
        this.json = json;
    }

    Mono<Void> answer(ClearedRequest cleared) {
        return screened(cleared).flatMap(bytes -> send(cleared.response(), cleared.trail(), bytes));
    }

    Mono<Void> send(ServerHttpResponse response, RequestTrail trail, ObjectNode answer) {
        return send(response, trail, json.writeValueAsBytes(answer));
    }

    private Mono<Void> send(ServerHttpResponse response, RequestTrail trail, byte[] bytes) {
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(bytes.length);
        response.getHeaders().setCacheControl("no-store");
        return response.writeAndFlushWith(Flux.range(0, Math.ceilDiv(bytes.length, SLICE))
                .doOnCancel(trail::cancelled) // the server takes a client that leaves for a good end
                .map(slice -> Mono.fromSupplier(() -> {
                    trail.firstByte();
                    int from = slice * SLICE;
                    ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(SLICE, bytes.length - from));
                    return response.bufferFactory().wrap(piece);
                })));
    }

    private Mono<byte[]> screened(ClearedRequest cleared) {
        return inference.complete(cleared.call(json)).flatMap(reply -> {
            cleared.place()
                    .answered(
                            reply.json().path("usage").path("completion_tokens").asInt(0));
            observe(reply.json(), cleared.trail());
            return screen(reply, cleared);
        });
    }

    private Mono<byte[]> screen(WholeReply reply, ClearedRequest cleared) {
        String text = TextLeaves.ofAnswer(reply.json());
        if (text.isEmpty()) {
            return Mono.just(bytes(reply, cleared.trail()));
        }
        RequestTrail trail = cleared.trail();
        String prompt = cleared.request().context();
        var question = new AssessmentRequest(text, null, AssessmentRequest.RESPONSE, prompt);
        return safety.screen(question, trail.requestId()).flatMap(screening -> {
            trail.answerScreened(screening);
            return switch (screening) {
                case Screening.Blocked _ -> Mono.just(block(reply.json(), cleared));
                case Screening.Deepened _
                when !cleared.deepened() -> {
                    trail.discard();
                    yield screened(cleared.deeper());
                }
                // it has run all steps: what deepening asks for is done
                case Screening.Deepened _, Screening.Allowed _, Screening.Unscreened _ ->
                    Mono.just(bytes(reply, trail));
            };
        });
    }

    /** As they came, but for what nobody behind the gateway can know. */
    private byte[] bytes(WholeReply reply, RequestTrail trail) {
        return DiscardedSteps.addTo(reply.json(), trail) ? json.writeValueAsBytes(reply.json()) : reply.bytes();
    }

    private byte[] block(ObjectNode answer, ClearedRequest cleared) {
        cleared.trail().finishReason(Refusal.FINISH_REASON);
        return json.writeValueAsBytes(
                refusal.inPlaceOf(answer, cleared.request().endpoint()));
    }

    private static void observe(ObjectNode answer, RequestTrail trail) {
        trail.used(answer.path("usage"));
        trail.answerDigest(Sha256.hex(TextLeaves.ofAnswer(answer)));
        for (JsonNode choice : answer.path("choices")) {
            if (choice.path("finish_reason").isString()) {
                trail.finishReason(choice.path("finish_reason").stringValue());
            }
        }
    }
}
