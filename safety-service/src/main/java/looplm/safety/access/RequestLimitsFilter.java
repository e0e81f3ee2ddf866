package looplm.safety.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import looplm.safety.error.ErrorResponses;
import looplm.safety.error.RequestTooLargeException;
import looplm.wire.ErrorCode;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the memory that callers can take: so many requests at once, each with so large a body. Virtual threads would
 * otherwise admit as many as there are connections. A request waits for its turn before its body is read.
 */
public final class RequestLimitsFilter extends OncePerRequestFilter {

    private final Semaphore slots;
    private final int concurrent;
    private final Duration patience;
    private final long bodyBytes;
    private final ErrorResponses responses;

    public RequestLimitsFilter(int concurrent, Duration patience, long bodyBytes, ErrorResponses responses) {
        this.slots = new Semaphore(concurrent, true);
        this.concurrent = concurrent;
        this.patience = patience;
        this.bodyBytes = bodyBytes;
        this.responses = responses;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > bodyBytes) {
            responses.write(
                    request,
                    response,
                    ErrorCode.REQUEST_TOO_LARGE,
                    RequestTooLargeException.message(bodyBytes),
                    "body");
        } else if (!hasTurn()) {
            responses.write(
                    request,
                    response,
                    ErrorCode.TOO_MANY_REQUESTS,
                    "requests: too many (expected: at most %d at once)".formatted(concurrent),
                    null);
        } else {
            try {
                chain.doFilter(new BoundedRequest(request, bodyBytes), response);
            } finally {
                slots.release();
            }
        }
    }

    private boolean hasTurn() {
        try {
            return slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
