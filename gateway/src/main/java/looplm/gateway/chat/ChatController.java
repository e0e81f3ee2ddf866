package looplm.gateway.chat;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The generating endpoints of OpenAI's API. */
@RestController
final class ChatController {

    private final ChatProxy proxy;

    ChatController(ChatProxy proxy) {
        this.proxy = proxy;
    }

    @PostMapping("/v1/chat/completions")
    Mono<Void> chat(ServerWebExchange exchange) {
        return proxy.answer(exchange, Endpoint.CHAT);
    }

    @PostMapping("/v1/completions")
    Mono<Void> text(ServerWebExchange exchange) {
        return proxy.answer(exchange, Endpoint.TEXT);
    }
}
