package looplm.edge.servlet;

import io.micrometer.core.instrument.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import looplm.edge.Fault;
import looplm.edge.QuietLogger;
import looplm.edge.RefusedException;
import looplm.wire.ErrorCode;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** The one place where an exception becomes what a caller is told. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErrorResolver implements HandlerExceptionResolver {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorResolver.class);

    /** By the class of what failed: of a database that is gone every request would tell the same, with a trace. */
    private final Map<Class<?>, QuietLogger> failures = new ConcurrentHashMap<>();

    private final ErrorResponses responses;
    private final List<FaultFinder> finders;

    /** @param finders asked first, in order */
    ErrorResolver(ErrorResponses responses, List<FaultFinder> finders) {
        this.responses = responses;
        this.finders = List.copyOf(finders);
    }

    @Override
    public ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception exception) {
        if (clientLeft(exception)) {
            left(exception);
            return new ModelAndView();
        }
        RefusedException error = refusal(exception);
        log(request, error, exception);
        if (exception instanceof ErrorResponse described) {
            described
                    .getHeaders()
                    .getOrEmpty(HttpHeaders.ALLOW)
                    .forEach(value -> response.setHeader(HttpHeaders.ALLOW, value));
        }
        try {
            responses.write(request, response, error.fault());
        } catch (IOException e) {
            left(e);
        }
        return new ModelAndView();
    }

    /** Whether it went in the midst of its body or of its answer, which nobody here can help. */
    private static boolean clientLeft(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException) {
                return false;
            }
            if (cause instanceof ClientAbortException || cause instanceof AsyncRequestNotUsableException) {
                return true;
            }
        }
        return false;
    }

    private static void left(Exception exception) {
        Metrics.counter("looplm.http.clients.left").increment();
        LOG.debug("client left: {}", exception.getMessage());
    }

    private RefusedException refusal(Exception exception) {
        return finders.stream()
                .map(finder -> finder.find(exception))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> known(exception));
    }

    private static RefusedException known(Exception exception) {
        return switch (exception) {
            case RefusedException refused -> refused;
            case HttpMessageNotReadableException unreadable -> RefusedException.of(BodyFaults.of(unreadable));
            case HttpRequestMethodNotSupportedException method ->
                RefusedException.of(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        "method: " + method.getMethod() + " (expected: " + expected(method) + ")");
            case ErrorResponse described ->
                RefusedException.of(Fault.ofStatus(described.getStatusCode().value()));
            default -> RefusedException.of(ErrorCode.INTERNAL, "the request could not be served");
        };
    }

    private static String expected(HttpRequestMethodNotSupportedException exception) {
        String[] supported = exception.getSupportedMethods();
        return supported == null ? "another" : String.join(", ", supported);
    }

    /** A refusal without a cause was meant: whoever raised it has logged what there is to tell. */
    private void log(HttpServletRequest request, RefusedException error, Exception exception) {
        @Nullable Throwable reason = error == exception ? error.getCause() : exception;
        if (reason != null && isOurs(error.code().type())) {
            QuietLogger quiet = failures.computeIfAbsent(reason.getClass(), _ -> new QuietLogger(LOG));
            quiet.error("request failed: {} {}", request.getMethod(), request.getRequestURI(), reason);
            return;
        }
        LOG.info(
                "requestId={} refused: code={} param={}",
                RequestIdFilter.of(request),
                error.code().code(),
                error.param().orElse("-"));
    }

    private static boolean isOurs(ErrorCode.Type type) {
        return type == ErrorCode.Type.INTERNAL || type == ErrorCode.Type.DEPENDENCY;
    }
}
