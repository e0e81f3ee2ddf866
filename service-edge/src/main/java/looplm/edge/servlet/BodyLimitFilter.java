package looplm.edge.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.edge.Fault;
import looplm.wire.ErrorCode;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a body above the limit: by its declared length before any of it is read, else where it passes the limit. */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class BodyLimitFilter extends OncePerRequestFilter {

    private final DataSize limit;
    private final ErrorResponses errors;

    public BodyLimitFilter(DataSize limit, ErrorResponses errors) {
        this.limit = limit;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limit.toBytes()) {
            errors.write(request, response, tooLarge(request.getContentLengthLong() + " bytes"));
        } else {
            chain.doFilter(new LimitedRequest(request, limit.toBytes(), tooLarge("more than the limit")), response);
        }
    }

    private Fault tooLarge(String size) {
        return Fault.of(ErrorCode.REQUEST_TOO_LARGE, "body: " + size + " (expected: at most " + limit.toBytes() + ")");
    }
}
