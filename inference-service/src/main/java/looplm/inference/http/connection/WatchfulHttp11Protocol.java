package looplm.inference.http.connection;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/**
 * Tomcat's HTTP/1.1 with an eye on the client: the servlet API tells of one that left only when a write fails. Made by
 * Tomcat, from its name.
 */
public final class WatchfulHttp11Protocol extends Http11NioProtocol {

    /** The note of a Coyote request that holds its {@link ClientConnection}. Tomcat itself uses the first few. */
    private static final int NOTE = 30;

    /** Makes a server speak it, and every servlet request hold its connection. */
    public static void installIn(TomcatServletWebServerFactory factory) {
        factory.setProtocol(WatchfulHttp11Protocol.class.getName());
        factory.addContextValves(new ConnectionValve());
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

        WatchfulProcessor(WatchfulHttp11Protocol protocol) {
            super(protocol, protocol.getAdapter());
            ClientConnection connection = this::gone;
            request.setNote(NOTE, connection);
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
