package looplm.gateway.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import looplm.gateway.auth.SecretFile;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import reactor.core.publisher.Mono;

/** The local login: one user, whose password lies in a file that is read at start. */
public final class ConsoleLogin implements ReactiveAuthenticationManager {

    private static final int SHORTEST = 8;
    private static final String PROPERTY = "looplm.gateway.console.password-file";

    private final String user;
    private final Optional<String> password;
    private final LoginThrottle throttle;

    private ConsoleLogin(String user, Optional<String> password, InstantSource clock) {
        this.user = user;
        this.password = password;
        this.throttle = new LoginThrottle(clock);
    }

    /**
     * @throws IllegalArgumentException if the password file is not readable or its password short
     */
    public static ConsoleLogin of(ConsoleSettings settings, InstantSource clock) {
        return new ConsoleLogin(
                settings.user(), Optional.ofNullable(settings.passwordFile()).map(ConsoleLogin::read), clock);
    }

    private static String read(Path file) {
        String password = SecretFile.read(PROPERTY, file);
        if (password.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    PROPERTY + ": " + password.length() + " characters (expected: at least " + SHORTEST + ")");
        }
        return password;
    }

    /** Whether anybody can log in. */
    public boolean isConfigured() {
        return password.isPresent();
    }

    @Override
    public Mono<Authentication> authenticate(Authentication given) {
        if (!throttle.isOpen()) {
            return Mono.error(new LockedException("too many wrong passwords"));
        }
        if (!isRight(given)) {
            throttle.failed();
            return Mono.error(new BadCredentialsException("wrong user or password"));
        }
        return Mono.just(UsernamePasswordAuthenticationToken.authenticated(
                user, null, List.of(new SimpleGrantedAuthority("ROLE_ADMIN"))));
    }

    /** Compares both in constant time, and both always. */
    private boolean isRight(Authentication given) {
        boolean userMatches = isSame(user, given.getName());
        boolean passwordMatches = isSame(password.orElse(""), String.valueOf(given.getCredentials()));
        return userMatches && passwordMatches && password.isPresent();
    }

    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
