package looplm.edge.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.ErrorBody;
import looplm.edge.Fault;
import looplm.wire.Headers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes errors. It writes to the response itself, because an error must reach clients whose {@code Accept} does not name
 * JSON, and filters that run outside of Spring MVC.
 */
public final class ErrorResponses {

    private final JsonMapper json;

    public ErrorResponses(JsonMapper json) {
        this.json = json;
    }

    /** Answers a request with an error, unless its answer has begun already. */
    public void write(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        var error = ErrorBody.of(path(request), fault, response.getHeader(Headers.REQUEST_ID));
        byte[] body = json.writeValueAsBytes(error.content());
        response.resetBuffer();
        response.setStatus(fault.code().status());
        fault.headers().forEach(response::setHeader);
        response.setContentType(error.type().toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The path that the caller asked for, also when the server has turned to its error page. */
    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }
}
