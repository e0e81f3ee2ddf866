package looplm.eval.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import looplm.eval.error.ApiException;
import looplm.eval.error.ErrorAdvice;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Tomcat's last word on a request that it refuses before any servlet, such as a malformed request line: JSON in place of
 * its HTML page. Made by Tomcat, from its name.
 */
public final class JsonErrorReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ApiException error = ErrorAdvice.byStatus(status);
        String body = "{\"error\":{\"message\":\"" + error.getMessage() + "\",\"type\":\""
                + error.code().openAiType() + "\",\"param\":null,\"code\":\""
                + error.code().code() + "\"}}";
        try {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(body.getBytes(UTF_8));
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
