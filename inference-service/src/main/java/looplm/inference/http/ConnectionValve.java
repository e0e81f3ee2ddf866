package looplm.inference.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Offers {@link ClientConnection} on Tomcat, whose servlet API tells of a client that left only when a write fails.
 *
 * <p>It asks Tomcat's processor to read without blocking. At the end of the stream the processor reports one byte every
 * time; bytes that a client really sent ahead are reported once, because they stay in its buffer for the next request.
 */
public final class ConnectionValve extends ValveBase {

    public ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        ClientConnection connection = () -> ended(coyote);
        request.setAttribute(ClientConnection.ATTRIBUTE, connection);
        getNext().invoke(request, response);
    }

    private static boolean ended(org.apache.coyote.Request coyote) {
        if (available(coyote) != 1) {
            return false;
        }
        return available(coyote) == 1;
    }

    private static int available(org.apache.coyote.Request coyote) {
        coyote.action(ActionCode.AVAILABLE, true);
        return coyote.getAvailable();
    }
}
