package looplm.safety.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import looplm.edge.Fault;
import looplm.edge.FaultWriter;
import looplm.wire.ErrorCode;
import looplm.wire.ErrorEnvelope;
import looplm.wire.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes error bodies. It writes to the response itself, because an error must reach clients whose {@code Accept} does
 * not name JSON, and filters that run outside of Spring MVC.
 */
public final class ErrorResponses implements FaultWriter {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final JsonMapper json;

    public ErrorResponses(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException {
        write(request, response, fault.code(), fault.message(), fault.param().orElse(null));
    }

    /** Answers with this error unless the answer has begun. */
    public void write(
            HttpServletRequest request,
            HttpServletResponse response,
            ErrorCode code,
            String message,
            @Nullable String param)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(code.status());
        if (code.type() == ErrorCode.Type.CAPACITY) {
            response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (code == ErrorCode.INVALID_API_KEY) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        boolean openAi = request.getRequestURI().startsWith("/v1/");
        response.setContentType(openAi ? "application/json" : "application/problem+json");
        Object body = openAi ? ErrorEnvelope.of(code, message, param) : problem(response, code, message);
        response.getOutputStream().write(json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }

    private static Object problem(HttpServletResponse response, ErrorCode code, String message) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("status", code.status());
        body.put("detail", message);
        body.put("code", code.code());
        body.put("requestId", response.getHeader(Headers.REQUEST_ID));
        return body;
    }
}
