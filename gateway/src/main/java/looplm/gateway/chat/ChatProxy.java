package looplm.gateway.chat;

import java.time.InstantSource;
import looplm.gateway.audit.AuditLog;
import looplm.gateway.audit.RequestTrail;
import looplm.gateway.auth.ApiKey;
import looplm.gateway.auth.KeyAuthenticator;
import looplm.gateway.chat.ClientRequest.Endpoint;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.error.ClientLeft;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.gateway.error.RequestIds;
import looplm.gateway.routing.InferenceClient;
import looplm.gateway.routing.RouteTable;
import looplm.gateway.safety.SafetyClient;
import looplm.gateway.safety.Screening;
import looplm.gateway.shedding.LoadLimit;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import looplm.wire.openai.Model;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import tools.jackson.databind.json.JsonMapper;

/**
 * The generating endpoints of OpenAI's API, and the way of one request to them: body, room for its audit row, a place
 * among those that are answered, shape, model, depth bounds, screening, and then the answer. A
 * request that is wrong in shape is told so before anyone screens it.
 */
@RestController
final class ChatProxy {

    private final AuditLog audit;
    private final InstantSource clock;
    private final ByteBudget budget;
    private final BodyReader bodies;
    private final LoadLimit load;
    private final RequestReader reader;
    private final RouteTable routes;
    private final SafetyClient safety;
    private final Refusal refusal;
    private final WholeRelay whole;
    private final StreamRelay stream;

    ChatProxy(
            AuditLog audit,
            InstantSource clock,
            ByteBudget budget,
            BodyReader bodies,
            RequestReader reader,
            RouteTable routes,
            SafetyClient safety,
            InferenceClient inference,
            LoadLimit load,
            ErrorWriter errors,
            JsonMapper json) {
        this.audit = audit;
        this.clock = clock;
        this.budget = budget;
        this.bodies = bodies;
        this.reader = reader;
        this.load = load;
        this.routes = routes;
        this.safety = safety;
        this.refusal = new Refusal(json, clock);
        this.whole = new WholeRelay(inference, safety, refusal, json);
        this.stream = new StreamRelay(inference, errors, json);
    }

    @PostMapping("/v1/chat/completions")
    Mono<Void> chat(ServerWebExchange exchange) {
        return answer(exchange, Endpoint.CHAT);
    }

    @PostMapping("/v1/completions")
    Mono<Void> text(ServerWebExchange exchange) {
        return answer(exchange, Endpoint.TEXT);
    }

    private Mono<Void> answer(ServerWebExchange exchange, Endpoint endpoint) {
        return KeyAuthenticator.key(exchange)
                .flatMap(key -> Mono.using(
                        budget::claim,
                        room -> body(exchange, room).flatMap(body -> recorded(exchange, endpoint, key, body, room)),
                        ByteBudget.Claim::close));
    }

    /**
     * The body, or why there is none: a refusal of what the client sent is recorded like any, but no place is held while
     * bytes are awaited.
     */
    private Mono<Mono<byte[]>> body(ServerWebExchange exchange, ByteBudget.Claim room) {
        return Mono.defer(() -> bodies.read(exchange.getRequest(), room))
                .map(Mono::just)
                .onErrorResume(ChatProxy::isClients, refusal -> Mono.just(Mono.error(refusal)));
    }

    private static boolean isClients(Throwable failure) {
        return failure instanceof GatewayException refusal && refusal.code().type() == ErrorCode.Type.USER;
    }

    private Mono<Void> recorded(
            ServerWebExchange exchange, Endpoint endpoint, ApiKey key, Mono<byte[]> body, ByteBudget.Claim room) {
        var trail = new RequestTrail(audit.reserve(), clock, RequestIds.of(exchange), key, endpoint.path());
        return Mono.defer(() -> answer(exchange, endpoint, body, room, trail))
                .doOnSuccess(_ -> trail.written())
                .doOnError(failure -> failed(trail, failure, exchange.getResponse()))
                .doFinally(signal -> {
                    if (signal == SignalType.CANCEL) {
                        trail.cancelled();
                    }
                });
    }

    private Mono<Void> answer(
            ServerWebExchange exchange,
            Endpoint endpoint,
            Mono<byte[]> body,
            ByteBudget.Claim room,
            RequestTrail trail) {
        return body.flatMap(bytes -> {
            LoadLimit.Place place = load.take(); // not before the body is here: whoever never sends it holds none
            return reader.read(endpoint, bytes)
                    .flatMap(request -> routes.find(request.model(), "model").flatMap(model -> {
                        check(request, model, trail);
                        trail.asked(model, request.stream(), request.promptDigest());
                        return screen(request, model, place, room, trail, exchange.getResponse());
                    }))
                    .doOnError(ChatProxy::isFull, _ -> place.refused())
                    .doFinally(_ -> place.leave());
        });
    }

    /** A service behind has no room. */
    private static boolean isFull(Throwable failure) {
        return failure instanceof RelayedError relayed && relayed.status() == ErrorCode.TOO_MANY_REQUESTS.status();
    }

    private static void check(ClientRequest request, Model model, RequestTrail trail) {
        DepthPolicy.check(request.effort(), request.loop(), model.loop());
        PromptBound.check(request.screening(), model);
        if (request.asksTrace() && !trail.key().has(ApiKey.Scope.TRACE)) {
            throw new GatewayException(
                    ErrorCode.PERMISSION_DENIED,
                    "loop.trace: true (expected: false, or a key with the scope trace)",
                    "loop.trace");
        }
    }

    private Mono<Void> screen(
            ClientRequest request,
            Model model,
            LoadLimit.Place place,
            ByteBudget.Claim room,
            RequestTrail trail,
            ServerHttpResponse response) {
        Mono<Void> opened = trail.open(model, request.stream(), request.promptDigest());
        return Mono.zip(
                        safety.screen(request.screening(), trail.requestId()),
                        opened.thenReturn(true),
                        (screening, _) -> screening)
                .flatMap(screening -> {
                    trail.promptScreened(screening);
                    response.getHeaders().set(Headers.SAFETY, screening.label());
                    return switch (screening) {
                        case Screening.Blocked _ -> refuse(request, trail, response);
                        case Screening.Deepened _ ->
                            generate(new ClearedRequest(request, model, true, place, room, trail, response));
                        case Screening.Allowed _, Screening.Unscreened _ ->
                            generate(new ClearedRequest(request, model, false, place, room, trail, response));
                    };
                });
    }

    private Mono<Void> generate(ClearedRequest cleared) {
        return cleared.request().stream() ? stream.relay(cleared) : whole.answer(cleared);
    }

    private Mono<Void> refuse(ClientRequest request, RequestTrail trail, ServerHttpResponse response) {
        trail.finishReason(Refusal.FINISH_REASON);
        return request.stream()
                ? stream.send(response, refusal.events(request))
                : whole.send(response, trail, refusal.whole(request));
    }

    private static void failed(RequestTrail trail, Throwable failure, ServerHttpResponse response) {
        if (ClientLeft.is(failure)) {
            trail.connectionLost();
        } else {
            trail.failed(failure, response.isCommitted());
        }
    }
}
