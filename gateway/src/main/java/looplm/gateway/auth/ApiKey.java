package looplm.gateway.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key, without its secret.
 *
 * @param name what its owner calls it; unique
 * @param enabled false once revoked
 * @param expiresAt null: never
 */
public record ApiKey(
        UUID id,
        String name,
        Set<Scope> scopes,
        boolean enabled,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    /** What a key may do beyond generating. */
    public enum Scope {
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
        public static Scope of(String text) {
            return Arrays.stream(values())
                    .filter(scope -> scope.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("scope: " + text + " (expected: "
                            + Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", ")) + ")"));
        }
    }

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    public boolean isValidAt(Instant now) {
        return enabled && (expiresAt == null || now.isBefore(expiresAt));
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
