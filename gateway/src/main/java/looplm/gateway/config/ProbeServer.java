package looplm.gateway.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * {@code /actuator} on a port of its own, served by a thread of its own: whatever clients do to the other port, a kubelet is
 * told that the gateway lives, and an operator how.
 */
final class ProbeServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeServer.class);

    /** Below the web server's phases: it tells of a shutdown until the end. */
    private static final int PHASE = 1;

    private static final String SERVED = "/actuator";

    private final HttpHandler handler;
    private final @Nullable InetAddress address;
    private final @Nullable Integer port;
    private volatile @Nullable Running running;

    private record Running(DisposableServer server, LoopResources threads) {}

    /**
     * @param address to listen on; null for all
     * @param port null for no such server
     */
    ProbeServer(HttpHandler handler, @Nullable InetAddress address, @Nullable Integer port) {
        this.handler = (request, response) -> {
            if (request.getPath().value().startsWith(SERVED)) {
                return handler.handle(request, response);
            }
            response.setStatusCode(HttpStatus.NOT_FOUND);
            return response.setComplete();
        };
        this.address = address;
        this.port = port;
    }

    @Override
    public void start() {
        if (port == null) {
            return;
        }
        LoopResources threads = LoopResources.create("gateway-probe", 1, true);
        var place = address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
        DisposableServer server = HttpServer.create()
                .bindAddress(() -> place)
                .runOn(threads)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        running = new Running(server, threads);
        LOG.info("Probes are answered on port {}", server.port());
    }

    @Override
    public void stop() {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.server().disposeNow();
            ending.threads().dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
