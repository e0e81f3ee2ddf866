package looplm.edge.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import looplm.edge.RequestId;
import looplm.wire.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/** Settles the correlation id of a request: in the answer, and in every log line of its thread. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RequestIdFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RequestIdFilter.class);
    private static final String ATTRIBUTE = RequestIdFilter.class.getName();
    private static final String ARRIVED = ATTRIBUTE + ".arrived";
    private static final String MDC_KEY = "requestId";

    private final boolean logsEnd;

    /** @param logsEnd whether one line is logged when a request ends; false where the service has a better one */
    public RequestIdFilter(boolean logsEnd) {
        this.logsEnd = logsEnd;
    }

    /** The filter of a service that has no better line in its log; the service imports it. */
    public static final class Logging {

        @Bean
        RequestIdFilter requestIdFilter() {
            return new RequestIdFilter(true);
        }
    }

    /** The id of this request. */
    public static String of(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ATTRIBUTE));
    }

    /** Time since it arrived. */
    static Duration since(HttpServletRequest request) {
        return request.getAttribute(ARRIVED) instanceof Long arrived
                ? Duration.ofNanos(System.nanoTime() - arrived)
                : Duration.ZERO;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String id = RequestId.settled(request.getHeader(Headers.REQUEST_ID));
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(Headers.REQUEST_ID, id);
        request.setAttribute(ARRIVED, System.nanoTime());
        MDC.put(MDC_KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            log(request, response, since(request).toMillis());
            MDC.remove(MDC_KEY);
        }
    }

    private void log(HttpServletRequest request, HttpServletResponse response, long millis) {
        if (logsEnd && !request.getRequestURI().startsWith("/actuator")) {
            LOG.info("{} {} {} in {} ms", request.getMethod(), request.getRequestURI(), response.getStatus(), millis);
        }
    }
}
