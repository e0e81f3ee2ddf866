package looplm.gateway.config;

import java.net.URI;
import looplm.edge.ServiceToken;
import looplm.gateway.auth.ApiKeys;
import looplm.gateway.auth.BearerToken;
import looplm.gateway.auth.KeyAuthenticator;
import looplm.gateway.auth.ServiceTokenAuthenticator;
import looplm.gateway.console.ConsoleLogin;
import looplm.gateway.error.ErrorWriter;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.RequestCacheSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationSuccessHandler;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authentication.ServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.logout.RedirectServerLogoutSuccessHandler;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/** Three doors: keys on {@code /v1}, the service token or a login on the actuator, a login on console and admin API. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    private static final String LOGIN = "/console/login";

    /** The pages have no script, and nothing from elsewhere. */
    private static final String CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self';"
            + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityWebFilterChain apiDoor(ServerHttpSecurity http, ApiKeys keys, ErrorWriter errors) {
        ServerAuthenticationEntryPoint refusal = (exchange, _) -> errors.write(exchange, KeyAuthenticator.refusal());
        return stateless(http)
                .securityMatcher(ServerWebExchangeMatchers.pathMatchers("/v1", "/v1/**"))
                .addFilterAt(bearerFilter(new KeyAuthenticator(keys), refusal), SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusal).accessDeniedHandler(denied(errors)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain actuatorDoor(ServerHttpSecurity http, ServiceToken token, ErrorWriter errors) {
        ServerAuthenticationEntryPoint refusal = (exchange, _) -> errors.write(
                exchange,
                new GatewayException(
                        ErrorCode.INVALID_API_KEY,
                        "Authorization: no valid token (expected: Bearer and the service token, or a console login)"));
        return stateless(http)
                .securityContextRepository(new WebSessionServerSecurityContextRepository())
                .securityMatcher(ServerWebExchangeMatchers.pathMatchers("/actuator", "/actuator/**"))
                .addFilterAt(
                        bearerFilter(new ServiceTokenAuthenticator(token), refusal),
                        SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers("/actuator/health/liveness", "/actuator/health/readiness")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusal).accessDeniedHandler(denied(errors)))
                .build();
    }

    @Bean
    @Order(3)
    SecurityWebFilterChain consoleDoor(ServerHttpSecurity http, ConsoleLogin login, ErrorWriter errors) {
        return http.securityContextRepository(new WebSessionServerSecurityContextRepository())
                .authorizeExchange(exchanges -> exchanges
                        .pathMatchers(LOGIN, "/console/*.css", "/console/*.svg")
                        .permitAll()
                        .pathMatchers("/console", "/console/**", "/admin", "/admin/**")
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .formLogin(form -> form.loginPage(LOGIN)
                        .authenticationManager(login)
                        .authenticationSuccessHandler(new RedirectServerAuthenticationSuccessHandler("/console"))
                        .authenticationFailureHandler(loginFailed()))
                .logout(logout -> logout.requiresLogout(
                                ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/console/logout"))
                        .logoutSuccessHandler(loggedOut()))
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .httpBasic(HttpBasicSpec::disable)
                .csrf(csrf -> cookieToken(csrf).accessDeniedHandler(denied(errors)))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(toLogin(errors)).accessDeniedHandler(denied(errors)))
                .build();
    }

    private static ServerHttpSecurity stateless(ServerHttpSecurity http) {
        return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(CsrfSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .httpBasic(HttpBasicSpec::disable)
                .logout(LogoutSpec::disable)
                .requestCache(RequestCacheSpec::disable);
    }

    private static AuthenticationWebFilter bearerFilter(
            ReactiveAuthenticationManager authenticator, ServerAuthenticationEntryPoint refusal) {
        var filter = new AuthenticationWebFilter(authenticator);
        filter.setServerAuthenticationConverter(BearerToken::of);
        filter.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(refusal));
        return filter;
    }

    /** A cookie in place of a session: visitors of the login page cost no memory. */
    private static CsrfSpec cookieToken(CsrfSpec csrf) {
        var repository = new CookieServerCsrfTokenRepository();
        repository.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return csrf.csrfTokenRepository(repository)
                .csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler());
    }

    private static ServerAuthenticationFailureHandler loginFailed() {
        var wrong = new RedirectServerAuthenticationFailureHandler(LOGIN + "?error");
        var locked = new RedirectServerAuthenticationFailureHandler(LOGIN + "?error=locked");
        return (exchange, failure) -> failure instanceof LockedException
                ? locked.onAuthenticationFailure(exchange, failure)
                : wrong.onAuthenticationFailure(exchange, failure);
    }

    private static RedirectServerLogoutSuccessHandler loggedOut() {
        var handler = new RedirectServerLogoutSuccessHandler();
        handler.setLogoutSuccessUrl(URI.create(LOGIN + "?out"));
        return handler;
    }

    /** Browsers are led to the login; scripts on the admin API are told. */
    private static ServerAuthenticationEntryPoint toLogin(ErrorWriter errors) {
        var redirect = new RedirectServerAuthenticationEntryPoint(LOGIN);
        return (exchange, failure) -> isPage(exchange.getRequest().getPath().value())
                ? redirect.commence(exchange, failure)
                : errors.write(
                        exchange,
                        new GatewayException(ErrorCode.INVALID_API_KEY, "session: none (expected: a console login)"));
    }

    private static ServerAccessDeniedHandler denied(ErrorWriter errors) {
        return (exchange, _) -> errors.write(
                exchange,
                new GatewayException(
                        ErrorCode.PERMISSION_DENIED, "The request lacks a permission or a valid CSRF token."));
    }

    private static boolean isPage(String path) {
        return path.equals("/console") || path.startsWith("/console/");
    }
}
