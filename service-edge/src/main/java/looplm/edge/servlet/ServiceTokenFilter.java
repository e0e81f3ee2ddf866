package looplm.edge.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.regex.Pattern;
import looplm.edge.Fault;
import looplm.edge.ServiceToken;
import looplm.wire.ErrorCode;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only callers with the service token in, except to ask whether the service is healthy. */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
public final class ServiceTokenFilter extends OncePerRequestFilter {

    /** Matched against the raw path, so that no encoded or dotted form of another path passes. */
    private static final Pattern OPEN = Pattern.compile("/actuator/health(/[A-Za-z0-9]*)*");

    private final ServiceToken token;
    private final ErrorResponses errors;

    public ServiceTokenFilter(ServiceToken token, ErrorResponses errors) {
        this.token = token;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (token.isIn(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(new KnownCaller(request), response);
        } else if (OPEN.matcher(request.getRequestURI()).matches()) {
            chain.doFilter(request, response);
        } else {
            errors.write(
                    request,
                    response,
                    Fault.of(
                            ErrorCode.INVALID_API_KEY,
                            "authorization: no valid service token (expected: Bearer TOKEN)"));
        }
    }

    /** A request of somebody: whom health tells its details. */
    private static final class KnownCaller extends HttpServletRequestWrapper {
        private static final Principal SERVICE = () -> "service";

        KnownCaller(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return SERVICE;
        }
    }
}
