package looplm.gateway.door;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Bounds how many requests one client has open through trusted proxies: on their connections, of which each carries one
 * request at a time, clients cannot be told apart.
 */
public final class ProxiedClients implements WebFilter, Ordered {

    private final ClientAddress addresses;
    private final int perAddress;
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

    public ProxiedClients(ClientAddress addresses, ConnectionSettings settings) {
        this.addresses = addresses;
        this.perAddress = settings.perAddress();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1; // after the request id, which a refusal names
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!addresses.isProxied(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        InetAddress client = ClientAddress.network(addresses.of(exchange.getRequest()));
        return Mono.using(() -> enter(client), _ -> chain.filter(exchange), this::leave);
    }

    private InetAddress enter(InetAddress client) {
        if (open.merge(client, 1, Integer::sum) > perAddress) {
            leave(client);
            throw new GatewayException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests of this address are open (expected: at most " + perAddress + ").");
        }
        return client;
    }

    private void leave(InetAddress client) {
        open.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }
}
