package looplm.safety.assessment;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import looplm.edge.Fault;
import looplm.edge.servlet.ErrorResponses;
import looplm.edge.servlet.LimitedRequest;
import looplm.wire.ErrorCode;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the memory that callers can take: each body, and all bodies together. Virtual threads would otherwise admit as
 * many requests as there are connections. A request waits for its turn before its body is read. Stands where other
 * services have edge's {@code BodyLimitFilter}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class RequestLimitsFilter extends OncePerRequestFilter {

    /** Bytes that one permit stands for. */
    private static final int UNIT = 1024;

    private final long bodyBytes;
    private final Fault tooLarge;
    private final Semaphore turns;
    private final Duration patience;
    private final ErrorResponses responses;

    /**
     * @param bodyBytes of one request at most
     * @param allBytes of all requests at once
     * @param patience how long a request waits for its turn
     */
    public RequestLimitsFilter(long bodyBytes, long allBytes, Duration patience, ErrorResponses responses) {
        this.bodyBytes = bodyBytes;
        this.tooLarge = Fault.of(
                ErrorCode.REQUEST_TOO_LARGE,
                "body",
                "body: too large (expected: at most %d bytes)".formatted(bodyBytes));
        this.turns = new Semaphore(units(allBytes), true);
        this.patience = patience;
        this.responses = responses;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = request.getContentLengthLong();
        if (length > bodyBytes) {
            responses.write(request, response, tooLarge);
            return;
        }
        int units = units(length < 0 ? bodyBytes : length);
        if (!hasTurn(units)) {
            String message = "requests: too much at once (expected: less, or later)";
            responses.write(request, response, Fault.of(ErrorCode.TOO_MANY_REQUESTS, message));
            return;
        }
        try {
            chain.doFilter(new LimitedRequest(request, bodyBytes, tooLarge), response);
        } finally {
            turns.release(units);
        }
    }

    private boolean hasTurn(int units) {
        try {
            return turns.tryAcquire(units, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int units(long bytes) {
        return Math.toIntExact(Math.max(1, Math.ceilDiv(bytes, UNIT)));
    }
}
