package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.inference.admission.RefusedException;
import looplm.wire.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The one place where an exception becomes what a client is told. */
@RestControllerAdvice
final class OpenAiErrorAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(OpenAiErrorAdvice.class);

    private final ErrorResponses errors;

    OpenAiErrorAdvice(ErrorResponses errors) {
        this.errors = errors;
    }

    @ExceptionHandler(Exception.class)
    void handle(Exception exception, HttpServletRequest request, HttpServletResponse response) throws IOException {
        RefusedException error = refusal(exception);
        if (error.code() == ErrorCode.INTERNAL && error != exception) {
            LOG.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
        } else {
            LOG.info(
                    "requestId={} refused: code={} param={}",
                    CallerHeaders.requestId(request),
                    error.code().code(),
                    error.param().orElse("-"));
        }
        if (exception instanceof ErrorResponse described) {
            copyAllow(described.getHeaders(), response);
        }
        errors.write(error, request, response);
    }

    private static RefusedException refusal(Exception exception) {
        return switch (exception) {
            case RefusedException refused -> refused;
            case HttpMessageNotReadableException unreadable -> BodyFaults.of(unreadable);
            case HttpRequestMethodNotSupportedException method ->
                RefusedException.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "method: " + method.getMethod() + " (expected: " + expected(method) + ")");
            case ErrorResponse described -> byStatus(described.getStatusCode().value());
            default -> RefusedException.of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }

    private static String expected(HttpRequestMethodNotSupportedException exception) {
        String[] supported = exception.getSupportedMethods();
        return supported == null ? "another" : String.join(", ", supported);
    }

    /** What the framework itself refuses, by its status. */
    static RefusedException byStatus(int status) {
        return switch (status) {
            case 400 -> RefusedException.of(ErrorCode.INVALID_VALUE, "the request is malformed");
            case 401 -> RefusedException.of(ErrorCode.INVALID_API_KEY, "authorization: missing or invalid");
            case 403 -> RefusedException.of(ErrorCode.PERMISSION_DENIED, "not allowed");
            case 404 -> RefusedException.of(ErrorCode.NOT_FOUND, "path: nothing is here");
            case 405 -> RefusedException.of(ErrorCode.METHOD_NOT_ALLOWED, "method: not allowed here");
            case 406 -> RefusedException.of(ErrorCode.NOT_ACCEPTABLE, "accept: this path answers JSON");
            case 413 -> RefusedException.of(ErrorCode.REQUEST_TOO_LARGE, "body: too large");
            case 415 ->
                RefusedException.of(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type: not supported (expected: application/json)");
            default ->
                status >= 400 && status < 500
                        ? RefusedException.of(ErrorCode.INVALID_VALUE, "the request is malformed")
                        : RefusedException.of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }

    private static void copyAllow(HttpHeaders headers, HttpServletResponse response) {
        headers.getOrEmpty(HttpHeaders.ALLOW).forEach(value -> response.setHeader(HttpHeaders.ALLOW, value));
    }
}
