package looplm.gateway.auth;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a client sent as {@code Authorization: Bearer ...}, not checked yet. */
public final class BearerToken extends AbstractAuthenticationToken {

    private static final String SCHEME = "Bearer ";

    private final String token;

    private BearerToken(String token) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.token = token;
    }

    /** Empty where the header is missing or of another scheme. */
    public static Mono<Authentication> of(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Mono.empty();
        }
        return Mono.just(new BearerToken(header.substring(SCHEME.length()).strip()));
    }

    public String token() {
        return token;
    }

    @Override
    public @Nullable Object getCredentials() {
        return token;
    }

    @Override
    public Object getPrincipal() {
        return "";
    }
}
