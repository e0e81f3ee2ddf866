package looplm.gateway.shedding;

import looplm.gateway.error.ErrorWriter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses generating requests while there is no place for them, by their request line alone: before keys are looked up,
 * bodies read, or anything else is done for them.
 */
public final class LoadShedder implements WebFilter, Ordered {

    /** After the request id, which refusals carry too. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 1;

    private final LoadLimit load;
    private final ErrorWriter errors;

    public LoadShedder(LoadLimit load, ErrorWriter errors) {
        this.load = load;
        this.errors = errors;
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        boolean generates = HttpMethod.POST.equals(exchange.getRequest().getMethod())
                && exchange.getRequest().getPath().value().startsWith("/v1/");
        return generates && load.isFull() ? errors.write(exchange, load.refusal()) : chain.filter(exchange);
    }
}
