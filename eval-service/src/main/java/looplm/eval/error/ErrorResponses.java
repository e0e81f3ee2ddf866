package looplm.eval.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.Fault;
import looplm.edge.FaultWriter;
import looplm.wire.ErrorCode;
import looplm.wire.ErrorEnvelope;
import looplm.wire.Headers;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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

    /** RFC 9457 with two extensions. */
    private record Problem(
            String title,
            int status,
            String detail,
            String code,
            @Nullable String requestId) {}

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException {
        write(request, response, ApiException.of(fault));
    }

    /** Answers with this error unless the answer has begun. */
    public void write(HttpServletRequest request, HttpServletResponse response, ApiException error) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean openAi = isOpenAi(path(request));
        byte[] body = json.writeValueAsBytes(openAi ? envelope(error) : problem(error, response));
        response.resetBuffer();
        response.setStatus(error.code().status());
        if (error.code().type() == ErrorCode.Type.CAPACITY) {
            response.setIntHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (error.code() == ErrorCode.INVALID_API_KEY) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        response.setContentType(openAi ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static ErrorEnvelope envelope(ApiException error) {
        return ErrorEnvelope.of(
                error.code(), String.valueOf(error.getMessage()), error.param().orElse(null));
    }

    private static Problem problem(ApiException error, HttpServletResponse response) {
        int status = error.code().status();
        return new Problem(
                HttpStatus.valueOf(status).getReasonPhrase(),
                status,
                String.valueOf(error.getMessage()),
                error.code().code(),
                response.getHeader(Headers.REQUEST_ID));
    }

    /** The path that the caller asked for, also when the container has turned to its error page. */
    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }

    private static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }
}
