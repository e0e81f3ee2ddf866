package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.BodyFaults;
import looplm.edge.Fault;
import looplm.edge.FaultException;
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
            case FaultException found -> ErrorResponses.refused(found.fault());
            case HttpMessageNotReadableException unreadable -> ErrorResponses.refused(BodyFaults.of(unreadable));
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
        return ErrorResponses.refused(Fault.ofStatus(status));
    }

    private static void copyAllow(HttpHeaders headers, HttpServletResponse response) {
        headers.getOrEmpty(HttpHeaders.ALLOW).forEach(value -> response.setHeader(HttpHeaders.ALLOW, value));
    }
}
