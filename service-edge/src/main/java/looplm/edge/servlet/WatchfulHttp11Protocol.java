package looplm.edge.servlet;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * Tomcat's HTTP/1.1 with an eye on the client: the servlet API tells of one that left only when a write fails, and Tomcat
 * itself waits for ever for a header that comes byte by byte, and lets those beyond its limit wait unaccepted. Made by
 * Tomcat, from its name.
 */
public final class WatchfulHttp11Protocol extends Http11NioProtocol {

    /** The note of a Coyote request that holds its {@link ClientConnection}. Tomcat itself uses the first few. */
    private static final int NOTE = 30;

    private volatile Duration headerTimeout = Duration.ofDays(1);

    public WatchfulHttp11Protocol() {
        super(new BoundedEndpoint());
    }

    /** Makes a server speak it, and every servlet request hold its connection. */
    static void installIn(TomcatServletWebServerFactory factory) {
        factory.setProtocol(WatchfulHttp11Protocol.class.getName());
        factory.addContextValves(new ConnectionValve());
    }

    /**
     * Before it listens.
     *
     * @param refused told of each connection that is closed because there are as many already
     */
    void bound(int connections, Duration headerTimeout, Runnable refused) {
        this.headerTimeout = headerTimeout;
        // The one that is refused has been accepted.
        setMaxConnections(connections + 1);
        var endpoint = (BoundedEndpoint) getEndpoint();
        endpoint.most = connections;
        endpoint.refused = refused;
    }

    /** Those that are open. */
    long connections() {
        // The acceptor counts the next one before it is there.
        return Math.max(0, getConnectionCount() - 1);
    }

    /** Closes what it accepts beyond its limit. */
    private static final class BoundedEndpoint extends NioEndpoint {
        private volatile int most = Integer.MAX_VALUE;
        private volatile Runnable refused = () -> {};

        @Override
        protected boolean setSocketOptions(SocketChannel socket) {
            if (getConnectionCount() > most) {
                refused.run();
                destroySocket(socket);
                return false;
            }
            return super.setSocketOptions(socket);
        }
    }

    /** Hands the connection of a Coyote request to the request's servlet. */
    private static final class ConnectionValve extends ValveBase {

        ConnectionValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            Object connection = request.getCoyoteRequest().getNote(NOTE);
            if (connection != null) {
                request.setAttribute(ClientConnection.ATTRIBUTE, connection);
            }
            getNext().invoke(request, response);
        }
    }

    @Override
    protected Processor createProcessor() {
        return new WatchfulProcessor(this);
    }

    /** Serves one connection at a time. */
    private static final class WatchfulProcessor extends Http11Processor {

        private static final long NONE = 0;

        private final WatchfulHttp11Protocol watchful;

        /** When a header that has not ended began. */
        private long headerBegun = NONE;

        WatchfulProcessor(WatchfulHttp11Protocol protocol) {
            super(protocol, protocol.getAdapter());
            this.watchful = protocol;
            ClientConnection connection = this::gone;
            request.setNote(NOTE, connection);
        }

        /** Called whenever bytes have come; leaves with {@code LONG} where they end in the midst of a header. */
        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            long now = System.nanoTime();
            long begun = headerBegun == NONE ? now : headerBegun;
            SocketState state = super.service(socket);
            boolean inHeader = state == SocketState.LONG && !isAsync();
            headerBegun = inHeader ? begun : NONE;
            return inHeader && now - begun > watchful.headerTimeout.toNanos() ? SocketState.CLOSED : state;
        }

        /**
         * Reads without blocking into the socket's own buffer, where bytes that the client sent ahead wait for the next
         * request.
         */
        private boolean gone() {
            try {
                boolean _ = getSocketWrapper().isReadyForRead();
                return false;
            } catch (IOException e) {
                return true;
            }
        }
    }
}
