package looplm.inference.http.connection;

import java.io.IOException;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;

/**
 * Tomcat's HTTP/1.1 with an eye on the client: the servlet API tells of one that left only when a write fails. Made by
 * Tomcat, from its name.
 */
public final class WatchfulHttp11Protocol extends Http11NioProtocol {

    /** The note of a Coyote request that holds its {@link ClientConnection}. Tomcat itself uses the first few. */
    static final int NOTE = 30;

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
