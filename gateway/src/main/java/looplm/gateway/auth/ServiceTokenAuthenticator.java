package looplm.gateway.auth;

import looplm.edge.ServiceToken;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import reactor.core.publisher.Mono;

/** Lets callers in that show the service token. */
public final class ServiceTokenAuthenticator implements ReactiveAuthenticationManager {

    private final ServiceToken token;

    public ServiceTokenAuthenticator(ServiceToken token) {
        this.token = token;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        if (authentication instanceof BearerToken bearer && token.matches(bearer.token())) {
            return Mono.just(
                    UsernamePasswordAuthenticationToken.authenticated("service", null, AuthorityUtils.NO_AUTHORITIES));
        }
        return Mono.error(new BadCredentialsException("wrong service token"));
    }
}
