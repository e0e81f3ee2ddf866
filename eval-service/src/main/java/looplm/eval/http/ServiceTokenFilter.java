package looplm.eval.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import looplm.eval.error.ApiException;
import looplm.eval.error.ErrorResponses;
import looplm.wire.ErrorCode;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses every call without the service token, health probes excepted. */
public final class ServiceTokenFilter extends OncePerRequestFilter {

    /** Matched against the raw path, so that no encoded or dotted form of another path passes. */
    private static final Pattern OPEN = Pattern.compile("/actuator/health(/[A-Za-z]+)*");

    private final ServiceToken token;
    private final ErrorResponses responses;

    public ServiceTokenFilter(ServiceToken token, ErrorResponses responses) {
        this.token = token;
        this.responses = responses;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (OPEN.matcher(request.getRequestURI()).matches()
                || token.matches(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(request, response);
        } else {
            responses.write(
                    request,
                    response,
                    ApiException.of(
                            ErrorCode.INVALID_API_KEY,
                            "authorization: no valid service token (expected: Bearer TOKEN)"));
        }
    }
}
