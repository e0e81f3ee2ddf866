package looplm.edge;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The correlation id of a request: what the gateway keeps of a client's is what the services behind it keep, so that one
 * id finds a request in every log.
 */
public final class RequestId {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private RequestId() {}

    /** Whether it can stand in headers, logs and tables as it is: 1..128 letters, digits, and . _ : - */
    public static boolean isWellFormed(String id) {
        return WELL_FORMED.matcher(id).matches();
    }

    /** The id that the caller gave, else a new one. */
    public static String settled(@Nullable String given) {
        return given != null && isWellFormed(given) ? given : UUID.randomUUID().toString();
    }
}
