package looplm.edge.servlet;

import jakarta.servlet.ServletRequest;

/** The client's end of a request's connection. */
public interface ClientConnection {

    /** The request attribute that holds it; absent where the server offers none. */
    String ATTRIBUTE = ClientConnection.class.getName();

    /** Whether the client has closed it. To be asked by the request's own thread only. */
    boolean gone();

    /** The connection of a request. Where the server tells nothing, only a failed write shows that a client left. */
    static ClientConnection of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ClientConnection connection ? connection : () -> false;
    }
}
