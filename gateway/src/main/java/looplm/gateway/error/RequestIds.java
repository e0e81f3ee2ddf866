package looplm.gateway.error;

import looplm.edge.RequestId;
import looplm.wire.Headers;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request an id, a client's own where it is well-formed, and every answer the header that names it. */
public final class RequestIds implements WebFilter, Ordered {

    private static final String ATTRIBUTE = RequestIds.class.getName();

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = RequestId.settled(exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID));
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(Headers.REQUEST_ID, id);
        return chain.filter(exchange);
    }

    /** The id of {@code exchange}'s request. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }
}
