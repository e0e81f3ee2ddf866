package looplm.edge.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import looplm.edge.ErrorBody;
import looplm.edge.Fault;
import looplm.edge.RequestId;
import looplm.wire.Headers;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tomcat's last word on a request that it refuses before any servlet, such as a malformed request line: JSON in place of
 * its HTML page. Made by Tomcat, from its name.
 *
 * <p>It is OpenAI's envelope whatever the path: the server's idea of the path of a request that it could not read may be
 * that of the request before.
 */
public final class JsonErrorReportValve extends ErrorReportValve {

    /** Gives the last word to this valve in the servers that a factory makes. */
    static void installIn(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(JsonErrorReportValve.class.getName());
            }
        });
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            if (response.getHeader(Headers.REQUEST_ID) == null) {
                response.setHeader(Headers.REQUEST_ID, RequestId.settled(null));
            }
            var error = ErrorBody.envelope(Fault.ofStatus(status));
            response.setContentType(error.type().toString());
            response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(error.content()));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
