package looplm.inference.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import looplm.edge.RefusedException;
import looplm.edge.RequestId;
import looplm.edge.servlet.RequestIdFilter;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import org.jspecify.annotations.Nullable;

/** What the headers of a request say about it. */
final class CallerHeaders {

    /** Who pays where the caller does not say. */
    static final String NO_ACCOUNT = "unknown";

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private CallerHeaders() {}

    /** The correlation id that {@link RequestIdFilter} settled on. */
    static String requestId(HttpServletRequest request) {
        return RequestIdFilter.of(request);
    }

    /**
     * The id that the caller gave this attempt, else a new one.
     *
     * @throws RefusedException if it is no UUID
     */
    static String attempt(HttpServletRequest request) {
        String id = request.getHeader(Headers.ATTEMPT_ID);
        return id == null ? UUID.randomUUID().toString() : attempt(Headers.ATTEMPT_ID, id);
    }

    /** Checks an attempt's id; UUIDs compare in lower case. */
    static String attempt(String field, String id) {
        if (!UUID_FORM.matcher(id).matches()) {
            throw RefusedException.invalid(field, id, "a UUID");
        }
        return UUID.fromString(id).toString();
    }

    /**
     * Who pays.
     *
     * @throws RefusedException if the name is not well formed
     */
    static String account(HttpServletRequest request) {
        @Nullable String account = request.getHeader(Headers.ACCOUNT);
        if (account == null) {
            return NO_ACCOUNT;
        }
        return account(Headers.ACCOUNT, account);
    }

    /** Checks the name of an account, which has the form of a request id. */
    static String account(String field, String account) {
        if (!RequestId.isWellFormed(account)) {
            throw RefusedException.of(
                    ErrorCode.INVALID_VALUE,
                    field + ": not well formed (expected: 1..128 letters, digits, and . _ : -)");
        }
        return account;
    }
}
