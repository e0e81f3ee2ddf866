package looplm.gateway.error;

import java.util.UUID;
import java.util.regex.Pattern;
import looplm.wire.Headers;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request an id, a client's own where it is well-formed, and every answer the header that names it. */
public final class RequestIds implements WebFilter, Ordered {

    /** Short and plain: an id ends up in logs, in the database and in headers of other services. */
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final String ATTRIBUTE = RequestIds.class.getName();

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String given = exchange.getRequest().getHeaders().getFirst(Headers.REQUEST_ID);
        String id = given != null && WELL_FORMED.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
        exchange.getAttributes().put(ATTRIBUTE, id);
        exchange.getResponse().getHeaders().set(Headers.REQUEST_ID, id);
        return chain.filter(exchange);
    }

    /** The id of {@code exchange}'s request. */
    public static String of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }
}
