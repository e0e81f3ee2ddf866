package looplm.gateway.auth;

import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/** Checks the key of a {@link BearerToken}. */
public final class KeyAuthenticator implements ReactiveAuthenticationManager {

    private final ApiKeys keys;

    public KeyAuthenticator(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        if (!(authentication instanceof BearerToken bearer)) {
            return Mono.error(new BadCredentialsException("not a bearer token"));
        }
        return keys.find(new KeySecret(bearer.token()))
                .<Authentication>map(KeyAuthentication::new)
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("unknown, revoked or expired key")));
    }

    /** What is told to a client whose key is missing or wrong; which of the two is not told apart from the outside. */
    public static GatewayException refusal() {
        return new GatewayException(
                ErrorCode.INVALID_API_KEY, "Authorization: no valid key (expected: Bearer and a key of this gateway)");
    }
}
