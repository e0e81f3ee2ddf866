package looplm.inference.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import looplm.edge.Fault;
import looplm.edge.FaultWriter;
import looplm.inference.admission.RefusedException;
import looplm.wire.ErrorEnvelope;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes errors: OpenAI's envelope on {@code /v1/**}, RFC 9457 problem+json on every other path. */
public final class ErrorResponses implements FaultWriter {

    private final JsonMapper json;

    public ErrorResponses(JsonMapper json) {
        this.json = json;
    }

    /** RFC 9457 with two extensions. */
    private record Problem(String title, int status, String detail, String code, String requestId) {}

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, Fault fault) throws IOException {
        write(refused(fault), request, response);
    }

    /** A fault found at the edge, as one of this service's own. */
    static RefusedException refused(Fault fault) {
        return fault.param()
                .map(param -> RefusedException.of(fault.code(), param, fault.message()))
                .orElseGet(() -> RefusedException.of(fault.code(), fault.message()));
    }

    /** Answers a request with an error, unless its answer has begun already. */
    void write(RefusedException error, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean openAi = isOpenAi(path(request));
        byte[] body = json.writeValueAsBytes(openAi ? envelope(error) : problem(error, request));
        response.resetBuffer();
        response.setStatus(error.code().status());
        response.setContentType(openAi ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        error.retryAfter()
                .map(Duration::toSeconds)
                .ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds))));
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private static ErrorEnvelope envelope(RefusedException error) {
        return ErrorEnvelope.of(
                error.code(), String.valueOf(error.getMessage()), error.param().orElse(null));
    }

    private static Problem problem(RefusedException error, HttpServletRequest request) {
        int status = error.code().status();
        return new Problem(
                HttpStatus.valueOf(status).getReasonPhrase(),
                status,
                String.valueOf(error.getMessage()),
                error.code().code(),
                CallerHeaders.requestId(request));
    }

    /** The path that the client asked for, also when the container has turned to its error page. */
    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }

    private static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }
}
