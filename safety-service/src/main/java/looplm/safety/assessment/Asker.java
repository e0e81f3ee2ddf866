package looplm.safety.assessment;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import looplm.edge.servlet.CallerDeadline;
import looplm.edge.servlet.ClientConnection;
import looplm.edge.servlet.RequestIdFilter;

/**
 * Who waits for an assessment.
 *
 * @param left for how long, from now
 */
record Asker(String requestId, Duration left, ClientConnection connection) {

    static Asker of(HttpServletRequest request) {
        return new Asker(RequestIdFilter.of(request), CallerDeadline.left(request), ClientConnection.of(request));
    }
}
