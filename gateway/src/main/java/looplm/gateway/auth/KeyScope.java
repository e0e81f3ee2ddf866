package looplm.gateway.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a key may do beyond generating. */
public enum KeyScope {
    /** {@code loop.trace}: per-token exit steps and gate probabilities. */
    @JsonProperty("trace")
    TRACE;

    /** The name on the wire and in the database. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if no scope has this name
     */
    public static KeyScope of(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scope: " + text + " (expected: "
                        + Arrays.stream(values()).map(KeyScope::text).collect(Collectors.joining(", ")) + ")"));
    }
}
