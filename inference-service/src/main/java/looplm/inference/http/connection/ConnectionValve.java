package looplm.inference.http.connection;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Hands the {@link ClientConnection} of {@link WatchfulHttp11Protocol} to the request's servlet. */
public final class ConnectionValve extends ValveBase {

    public ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Object connection = request.getCoyoteRequest().getNote(WatchfulHttp11Protocol.NOTE);
        if (connection != null) {
            request.setAttribute(ClientConnection.ATTRIBUTE, connection);
        }
        getNext().invoke(request, response);
    }
}
