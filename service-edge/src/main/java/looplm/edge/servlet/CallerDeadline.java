package looplm.edge.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import looplm.edge.RefusedException;
import looplm.wire.Headers;
import org.jspecify.annotations.Nullable;

/** How long the caller of a request will still wait. What is done for it after that is done in vain. */
public final class CallerDeadline {

    /** Nobody waits for longer than a day; a larger number would not fit the clock. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private CallerDeadline() {}

    /**
     * What is left of the time that the caller gave, by {@link Headers#DEADLINE}, counted from when its request arrived;
     * zero or less when it is over. A day where it said nothing.
     *
     * @throws RefusedException if the header is no number of milliseconds
     */
    public static Duration left(HttpServletRequest request) {
        return given(request.getHeader(Headers.DEADLINE)).minus(RequestIdFilter.since(request));
    }

    private static Duration given(@Nullable String header) {
        if (header == null) {
            return LONGEST;
        }
        if (!header.matches("[0-9]{1,8}") || Integer.parseInt(header) > LONGEST.toMillis()) {
            throw RefusedException.invalid(Headers.DEADLINE, header, "milliseconds, 0.." + LONGEST.toMillis());
        }
        return Duration.ofMillis(Integer.parseInt(header));
    }
}
