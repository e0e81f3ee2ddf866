package looplm.edge.servlet;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import looplm.edge.QuietLogger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * The Tomcat of a service: bounded in connections and in how long each may keep it waiting, and, where the operator names a
 * port for it, with a second door for probes and metrics that no crowd at the first can block.
 */
public final class HttpServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, MeterBinder {

    /** What the second door is for. */
    private static final String PROBED = "/actuator/";

    /** Threads of the second door: enough for a probe that waits for the database, and those beside it. */
    private static final int PROBE_THREADS = 4;

    private final QuietLogger full = new QuietLogger(LoggerFactory.getLogger(HttpServer.class));
    private final HttpSettings settings;
    private final @Nullable Integer probePort;
    private final LongAdder refused = new LongAdder();
    private volatile @Nullable WatchfulHttp11Protocol protocol;

    /** @param probePort where {@code /actuator/**} is served beside the server's own port; null for nowhere */
    public HttpServer(HttpSettings settings, @Nullable Integer probePort) {
        this.settings = settings;
        this.probePort = probePort;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        WatchfulHttp11Protocol.installIn(factory);
        factory.addConnectorCustomizers(connector -> bound((WatchfulHttp11Protocol) connector.getProtocolHandler()));
        if (probePort != null) {
            factory.addAdditionalConnectors(probes(factory, probePort));
        }
    }

    private void bound(WatchfulHttp11Protocol door) {
        door.setConnectionTimeout(Math.toIntExact(settings.silence().toMillis()));
        door.setKeepAliveTimeout(Math.toIntExact(settings.idle().toMillis()));
        door.bound(settings.connections(), settings.headerTimeout(), this::refused);
        protocol = door;
    }

    private void refused() {
        refused.increment();
        full.warn("http: full with {} connections, more are closed", settings.connections());
    }

    private Connector probes(TomcatServletWebServerFactory factory, int port) {
        var door = new Http11NioProtocol();
        var connector = new Connector(door);
        connector.setPort(port);
        door.setAddress(factory.getAddress());
        door.setMinSpareThreads(1);
        door.setMaxThreads(PROBE_THREADS);
        door.setConnectionTimeout(Math.toIntExact(settings.silence().toMillis()));
        factory.addEngineValves(new ProbesOnly());
        return connector;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("looplm.http.connections.refused", refused, LongAdder::sum)
                .description("connections beyond the limit, closed")
                .register(registry);
        Gauge.builder("looplm.http.connections", this, HttpServer::connections)
                .description("open connections")
                .register(registry);
    }

    private long connections() {
        WatchfulHttp11Protocol door = protocol;
        return door == null ? 0 : door.connections();
    }

    /** Keeps all but probes from the second door. */
    private static final class ProbesOnly extends ValveBase {

        ProbesOnly() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            boolean first = request.getConnector().getProtocolHandler() instanceof WatchfulHttp11Protocol;
            if (!first && !request.getDecodedRequestURI().startsWith(PROBED)) {
                response.sendError(Response.SC_NOT_FOUND);
                return;
            }
            getNext().invoke(request, response);
        }
    }
}
