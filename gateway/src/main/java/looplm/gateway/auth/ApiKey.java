package looplm.gateway.auth;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
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
        Set<KeyScope> scopes,
        boolean enabled,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    public boolean isValidAt(Instant now) {
        return enabled && (expiresAt == null || now.isBefore(expiresAt));
    }

    public boolean has(KeyScope scope) {
        return scopes.contains(scope);
    }
}
