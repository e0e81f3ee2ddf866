package looplm.eval.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
            case HttpMessageNotReadableException unreadable -> BodyFaults.of(unreadable);
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
    public static ApiException byStatus(int status) {
        return switch (status) {
            case 404 -> ApiException.of(ErrorCode.NOT_FOUND, "path: nothing is here");
            case 405 -> ApiException.of(ErrorCode.METHOD_NOT_ALLOWED, "method: not allowed here");
            case 406 -> ApiException.of(ErrorCode.NOT_ACCEPTABLE, "accept: this path answers JSON");
            case 413 -> ApiException.of(ErrorCode.REQUEST_TOO_LARGE, "body: too large");
            case 415 ->
                ApiException.of(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-type: not supported (expected: application/json)");
            default ->
                status >= 400 && status < 500
                        ? ApiException.of(ErrorCode.INVALID_VALUE, "the request is malformed")
                        : ApiException.of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }
}
