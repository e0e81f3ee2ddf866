package looplm.inference.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import looplm.wire.Headers;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Settles the correlation id of a request: in the response, and in every log line of its thread. */
public final class RequestIdFilter extends OncePerRequestFilter {

    private static final String MDC_KEY = "requestId";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = CallerHeaders.correlation(request);
        request.setAttribute(CallerHeaders.REQUEST_ID_ATTRIBUTE, id);
        response.setHeader(Headers.REQUEST_ID, id);
        try (var _ = MDC.putCloseable(MDC_KEY, id)) {
            chain.doFilter(request, response);
        }
    }
}
