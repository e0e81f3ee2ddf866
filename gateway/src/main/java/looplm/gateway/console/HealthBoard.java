package looplm.gateway.console;

import java.time.Duration;
import java.util.List;
import looplm.gateway.console.ServiceHealth.State;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks each service whether it is ready. */
public final class HealthBoard {

    private static final String READINESS = "/actuator/health/readiness";
    private static final int UNAVAILABLE = 503;

    private final Mono<Boolean> ownReadiness;
    private final List<Peer> peers;
    private final Duration timeout;

    /**
     * @param http knows the service's address
     */
    public record Peer(String name, String role, WebClient http) {}

    /**
     * @param ownReadiness whether the gateway itself is ready
     */
    public HealthBoard(Mono<Boolean> ownReadiness, List<Peer> peers, Duration timeout) {
        this.ownReadiness = ownReadiness;
        this.peers = List.copyOf(peers);
        this.timeout = timeout;
    }

    /** The gateway first, then the others in the order given. Never errors. */
    public Mono<List<ServiceHealth>> read() {
        return Flux.concat(own(), Flux.fromIterable(peers).flatMapSequential(this::ask))
                .collectList();
    }

    private Mono<ServiceHealth> own() {
        return ownReadiness
                .timeout(timeout)
                .onErrorReturn(false)
                .map(ready -> new ServiceHealth(
                        "gateway",
                        "Keys, safety, depth, routing",
                        ready ? State.READY : State.NOT_READY,
                        ready ? "Takes requests" : "Its database does not answer"));
    }

    private Mono<ServiceHealth> ask(Peer peer) {
        return peer.http()
                .get()
                .uri(READINESS)
                .exchangeToMono(response -> response.releaseBody()
                        .thenReturn(of(peer, response.statusCode().value())))
                .timeout(timeout)
                .onErrorReturn(new ServiceHealth(
                        peer.name(), peer.role(), State.UNREACHABLE, "No answer from its readiness check"));
    }

    private static ServiceHealth of(Peer peer, int status) {
        return switch (status) {
            case 200 -> new ServiceHealth(peer.name(), peer.role(), State.READY, "Takes requests");
            case UNAVAILABLE ->
                new ServiceHealth(peer.name(), peer.role(), State.NOT_READY, "Starting, stopping or out of order");
            default ->
                new ServiceHealth(peer.name(), peer.role(), State.NOT_READY, "Its readiness check answered " + status);
        };
    }
}
