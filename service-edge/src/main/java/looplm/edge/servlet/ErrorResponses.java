package looplm.edge.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import looplm.edge.ErrorBody;
import looplm.edge.Fault;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes errors. It writes to the response itself, because an error must reach clients whose {@code Accept} does not name
 * JSON, and filters that run outside of Spring MVC.
 */
public final class ErrorResponses {

    private static final Duration SOON = Duration.ofSeconds(1);

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
        setHeaders(response, fault);
        response.setContentType(error.type().toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private static void setHeaders(HttpServletResponse response, Fault fault) {
        Optional<Duration> soon = fault.code().type() == ErrorCode.Type.CAPACITY ? Optional.of(SOON) : Optional.empty();
        fault.retryAfter().or(() -> soon).ifPresent(wait -> response.setHeader(HttpHeaders.RETRY_AFTER, seconds(wait)));
        if (fault.code() == ErrorCode.INVALID_API_KEY) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
    }

    /** Rounded up, so that a client does not come too early. */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1000)));
    }

    /** The path that the caller asked for, also when the server has turned to its error page. */
    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }
}
