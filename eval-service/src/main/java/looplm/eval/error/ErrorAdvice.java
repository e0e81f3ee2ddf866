package looplm.eval.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.BodyFaults;
import looplm.edge.Fault;
import looplm.edge.FaultException;
import looplm.wire.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The one place where an exception becomes what a caller is told. */
@RestControllerAdvice
public final class ErrorAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    private final ErrorResponses responses;

    public ErrorAdvice(ErrorResponses responses) {
        this.responses = responses;
    }

    @ExceptionHandler(Exception.class)
    void handle(Exception exception, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ApiException error = refusal(exception);
        switch (error.code().type()) {
            case INTERNAL, DEPENDENCY ->
                LOG.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), exception);
            case USER, CAPACITY ->
                LOG.info(
                        "request refused: code={} param={}",
                        error.code().code(),
                        error.param().orElse("-"));
        }
        if (exception instanceof ErrorResponse described) {
            described
                    .getHeaders()
                    .getOrEmpty(HttpHeaders.ALLOW)
                    .forEach(value -> response.setHeader(HttpHeaders.ALLOW, value));
        }
        responses.write(request, response, error);
    }

    private static ApiException refusal(Exception exception) {
        return switch (exception) {
            case ApiException api -> api;
            case FaultException found -> ApiException.of(found.fault());
            case HttpMessageNotReadableException unreadable -> ApiException.of(BodyFaults.of(unreadable));
            case HttpRequestMethodNotSupportedException method ->
                ApiException.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "method: " + method.getMethod() + " (expected: " + expected(method) + ")");
            case DataAccessResourceFailureException gone -> databaseGone(gone);
            case TransientDataAccessException gone -> databaseGone(gone);
            case CannotCreateTransactionException gone -> databaseGone(gone);
            case ErrorResponse described -> byStatus(described.getStatusCode().value());
            case Exception gone when LostDatabase.isCauseOf(gone) -> databaseGone(gone);
            default -> ApiException.of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }

    private static ApiException databaseGone(Exception cause) {
        return ApiException.unavailable(ErrorCode.DATABASE_UNAVAILABLE, "the database does not answer", cause);
    }

    private static String expected(HttpRequestMethodNotSupportedException exception) {
        String[] supported = exception.getSupportedMethods();
        return supported == null ? "another" : String.join(", ", supported);
    }

    /** What the framework or the server itself refuses, by its status. */
    static ApiException byStatus(int status) {
        return ApiException.of(Fault.ofStatus(status));
    }
}
