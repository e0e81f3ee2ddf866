package looplm.safety.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.FaultException;
import looplm.wire.ErrorCode;
import looplm.wire.json.FieldPath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Maps every exception of a request to one error body. */
@RestControllerAdvice
public final class ErrorAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    private final ErrorResponses responses;

    public ErrorAdvice(ErrorResponses responses) {
        this.responses = responses;
    }

    @ExceptionHandler
    void api(ApiException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (e.code().type() == ErrorCode.Type.DEPENDENCY) {
            LOG.error("{}: {}", e.code().code(), e.getMessage(), e.getCause());
        }
        responses.write(request, response, e.code(), String.valueOf(e.getMessage()), e.param());
    }

    /** Found at the edge, while the body was read. */
    @ExceptionHandler
    void found(FaultException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        responses.write(request, response, e.fault());
    }

    @ExceptionHandler
    void unreadable(HttpMessageNotReadableException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof FaultException found) {
                responses.write(request, response, found.fault());
                return;
            }
        }
        switch (e.getCause()) {
            case DatabindException mismatch -> {
                String path = path(mismatch);
                responses.write(request, response, ErrorCode.INVALID_VALUE, path + ": " + wanted(mismatch), path);
            }
            case JacksonException syntax ->
                responses.write(
                        request, response, ErrorCode.INVALID_JSON, "body: not JSON (" + place(syntax) + ")", null);
            case null, default ->
                responses.write(
                        request, response, ErrorCode.INVALID_JSON, "body: empty (expected: a JSON object)", null);
        }
    }

    @ExceptionHandler
    void method(HttpRequestMethodNotSupportedException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String[] allowed = e.getSupportedMethods();
        String expected = allowed == null ? "another method" : String.join(", ", allowed);
        response.setHeader("Allow", expected);
        responses.write(
                request,
                response,
                ErrorCode.METHOD_NOT_ALLOWED,
                "method: %s (expected: %s)".formatted(e.getMethod(), expected),
                null);
    }

    /** Spring's own refusals: no such path, media types, parameters. */
    @ExceptionHandler
    void any(Exception e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (e instanceof AsyncRequestNotUsableException) {
            LOG.debug("client left: {}", e.getMessage());
            return;
        }
        ErrorCode code = e instanceof ErrorResponse refusal
                ? codeOf(refusal.getStatusCode().value())
                : ErrorCode.INTERNAL;
        if (code == ErrorCode.INTERNAL) {
            LOG.error("request failed", e);
        }
        responses.write(request, response, code, words(code), null);
    }

    /** The code for a status that Spring or the server chose. */
    static ErrorCode codeOf(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> status >= 400 && status < 500 ? ErrorCode.INVALID_VALUE : ErrorCode.INTERNAL;
        };
    }

    static String words(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> "path: not found";
            case NOT_ACCEPTABLE -> "Accept: not served (expected: application/json)";
            case UNSUPPORTED_MEDIA_TYPE -> "Content-Type: not served (expected: application/json)";
            case INTERNAL -> "internal error";
            default -> "request: malformed (expected: a well-formed request)";
        };
    }

    private static String path(DatabindException e) {
        String path = FieldPath.of(e);
        return path.isEmpty() ? "body" : path;
    }

    /** Our own value checks explain themselves; the parser's words would repeat class names and input text. */
    private static String wanted(DatabindException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && !(cause instanceof JacksonException)) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "a value of the wrong type";
    }

    private static String place(JacksonException e) {
        var at = e.getLocation();
        return at == null ? "unknown place" : "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }
}
