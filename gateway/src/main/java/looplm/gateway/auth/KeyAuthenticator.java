package looplm.gateway.auth;

import static java.util.Objects.requireNonNull;

import java.util.List;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.web.server.ServerWebExchange;
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
                .<Authentication>map(key -> UsernamePasswordAuthenticationToken.authenticated(key, null, List.of()))
                .switchIfEmpty(Mono.error(() -> new BadCredentialsException("unknown, revoked or expired key")));
    }

    /** The key that {@code exchange}'s request came in with. */
    public static Mono<ApiKey> key(ServerWebExchange exchange) {
        return exchange.<Authentication>getPrincipal().map(caller -> (ApiKey) requireNonNull(caller.getPrincipal()));
    }

    /** What is told to a client whose key is missing or wrong; which of the two is not told apart from the outside. */
    public static GatewayException refusal() {
        return new GatewayException(
                ErrorCode.INVALID_API_KEY, "Authorization: no valid key (expected: Bearer and a key of this gateway)");
    }
}
