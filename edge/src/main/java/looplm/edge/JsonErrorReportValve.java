package looplm.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import looplm.wire.Headers;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.http.MediaType;

/**
 * Tomcat's last word on a request that it refuses before any servlet, such as a malformed request line: JSON in place of
 * its HTML page. Made by Tomcat, from its name.
 */
public final class JsonErrorReportValve extends ErrorReportValve {

    /** Gives the last word to this valve in the servers that a factory makes. */
    public static void installIn(TomcatServletWebServerFactory factory) {
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
        Fault fault = Fault.ofStatus(status);
        String body = "{\"error\":{\"message\":\"" + fault.message() + "\",\"type\":\""
                + fault.code().openAiType() + "\",\"param\":null,\"code\":\""
                + fault.code().code() + "\"}}";
        try {
            if (response.getHeader(Headers.REQUEST_ID) == null) {
                response.setHeader(Headers.REQUEST_ID, UUID.randomUUID().toString());
            }
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(body.getBytes(UTF_8));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
