package looplm.inference.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.inference.admission.RefusedException;
import looplm.wire.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets only callers with the service token in, except to ask whether the service is healthy. */
public final class ServiceTokenFilter extends OncePerRequestFilter {

    private static final String HEALTH = "/actuator/health";

    private final ServiceToken token;
    private final ErrorResponses errors;

    public ServiceTokenFilter(ServiceToken token, ErrorResponses errors) {
        this.token = token;
        this.errors = errors;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.equals(HEALTH) || isBelow(HEALTH + "/", path);
    }

    /** Only a plain path counts: one with dots or escapes might lead elsewhere. */
    private static boolean isBelow(String prefix, String path) {
        return path.startsWith(prefix)
                && path.substring(prefix.length()).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '/');
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (token.matches(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(request, response);
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            errors.write(
                    RefusedException.of(
                            ErrorCode.INVALID_API_KEY,
                            "authorization: no valid service token (expected: Bearer TOKEN)"),
                    request,
                    response);
        }
    }
}
