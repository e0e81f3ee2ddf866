package looplm.gateway.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A request that showed a valid key. */
public final class KeyAuthentication extends AbstractAuthenticationToken {

    private final transient ApiKey key;

    public KeyAuthentication(ApiKey key) {
        super(List.of());
        this.key = key;
        setAuthenticated(true);
    }

    public ApiKey key() {
        return key;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Object getPrincipal() {
        return key;
    }
}
