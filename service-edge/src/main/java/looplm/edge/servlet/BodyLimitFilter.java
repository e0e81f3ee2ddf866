package looplm.edge.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import looplm.edge.Fault;
import looplm.wire.ErrorCode;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what callers make a service hold: each body, by its declared length before any of it is read, else where it
 * passes the limit; all bodies together; and the time that one may take to come in. Nobody waits for room: whoever does not
 * get it is refused at once.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class BodyLimitFilter extends OncePerRequestFilter {

    private final BodyLimits limits;
    private final ErrorResponses errors;
    private final AtomicLong room;

    public BodyLimitFilter(BodyLimits limits, ErrorResponses errors) {
        this.limits = limits;
        this.errors = errors;
        this.room = new AtomicLong(limits.inFlight().toBytes());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = request.getContentLengthLong();
        if (length > limits.size().toBytes()) {
            errors.write(request, response, tooLarge(length + " bytes", limits));
            return;
        }
        var limited = new LimitedRequest(request, limits, room);
        try {
            chain.doFilter(limited, response);
        } finally {
            limited.release();
        }
    }

    static Fault tooLarge(String size, BodyLimits limits) {
        return Fault.of(
                ErrorCode.REQUEST_TOO_LARGE,
                "body: " + size + " (expected: at most " + limits.size().toBytes() + ")");
    }
}
