package looplm.gateway.chat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import looplm.gateway.audit.RequestTrail;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.routing.InferenceClient;
import looplm.gateway.routing.StreamEvent;
import looplm.gateway.upstream.ClientStalled;
import looplm.gateway.upstream.MidStreamFailure;
import looplm.wire.Sha256;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Relays a stream event by event, each flushed as it comes and asked for only when the client has room. Its only edit is
 * to leave out a usage that the client did not ask for. A streamed answer's text is not screened.
 */
final class StreamRelay {

    private static final byte[] DONE = sse("[DONE]".getBytes(StandardCharsets.UTF_8));

    private final InferenceClient inference;
    private final ErrorWriter errors;
    private final JsonMapper json;

    StreamRelay(InferenceClient inference, ErrorWriter errors, JsonMapper json) {
        this.inference = inference;
        this.errors = errors;
        this.json = json;
    }

    Mono<Void> relay(ClearedRequest cleared) {
        RequestTrail trail = cleared.trail();
        boolean usageAsked = cleared.request().usageAsked();
        Flux<byte[]> events = Flux.defer(() -> {
            MessageDigest text = Sha256.digest();
            trail.streamOpened();
            return inference.stream(cleared.call(json))
                    .doOnNext(_ -> cleared.place().answered(0))
                    .doOnNext(event -> observe(event, trail, text))
                    .concatMapIterable(event -> usageAsked ? withUsage(event, trail) : withoutUsage(event), 1);
        });
        Flux<byte[]> ending = events.onErrorResume(MidStreamFailure.class, failure -> {
                    trail.failed(failure, true);
                    return Flux.just(sse(errors.envelope(failure)));
                })
                .onErrorResume(ClientStalled.class, _ -> {
                    trail.cancelled();
                    return Flux.empty();
                })
                .doFinally(signal -> {
                    if (signal == SignalType.CANCEL) {
                        trail.cancelled();
                    }
                });
        return write(cleared.response(), ending);
    }

    /** Streams an answer that is there already. */
    Mono<Void> send(ServerHttpResponse response, List<JsonNode> events) {
        return write(
                response,
                Flux.fromIterable(events)
                        .map(event -> sse(json.writeValueAsBytes(event)))
                        .concatWithValues(DONE));
    }

    private static Mono<Void> write(ServerHttpResponse response, Flux<byte[]> events) {
        response.getHeaders().setContentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8));
        response.getHeaders().setCacheControl("no-store");
        response.getHeaders().set("X-Accel-Buffering", "no"); // a proxy before us must not collect events either
        Flux<DataBuffer> buffers = events.map(response.bufferFactory()::wrap);
        return response.writeAndFlushWith(buffers.map(Mono::just));
    }

    private static void observe(StreamEvent event, RequestTrail trail, MessageDigest text) {
        trail.firstByte();
        switch (event) {
            case StreamEvent.Chunk chunk -> observe(chunk.json(), trail, text);
            case StreamEvent.Done _ -> {
                trail.answerDigest(Sha256.hex(text));
                trail.succeeded(); // clients hang up on it, before the upstream ends its response
            }
            case StreamEvent.Comment _ -> {}
        }
    }

    private static void observe(ObjectNode chunk, RequestTrail trail, MessageDigest text) {
        JsonNode billed = chunk.path("loop").path("billed_steps");
        if (billed.isNumber()) {
            trail.billed(billed.asLong(0));
        }
        if (chunk.path("usage").isObject()) {
            trail.used(chunk.path("usage"));
        }
        for (JsonNode choice : chunk.path("choices")) {
            TextLeaves.ofChoice(choice).forEach(piece -> text.update(piece.getBytes(StandardCharsets.UTF_8)));
            if (choice.path("finish_reason").isString()) {
                trail.finishReason(choice.path("finish_reason").stringValue());
            }
        }
    }

    private List<byte[]> withUsage(StreamEvent event, RequestTrail trail) {
        return event instanceof StreamEvent.Chunk chunk && DiscardedSteps.addTo(chunk.json(), trail)
                ? List.of(sse(json.writeValueAsBytes(chunk.json())))
                : List.of(event.bytes());
    }

    /** Nothing where an event held only the usage. */
    private List<byte[]> withoutUsage(StreamEvent event) {
        if (!(event instanceof StreamEvent.Chunk chunk)
                || !chunk.json().path("usage").isObject()) {
            return List.of(event.bytes());
        }
        if (chunk.json().path("choices").isEmpty()) {
            return List.of();
        }
        ObjectNode rest = chunk.json().deepCopy();
        rest.remove("usage");
        return List.of(sse(json.writeValueAsBytes(rest)));
    }

    private static byte[] sse(byte[] data) {
        var event = new ByteArrayOutputStream(data.length + 8);
        event.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        event.writeBytes(data);
        event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }
}
