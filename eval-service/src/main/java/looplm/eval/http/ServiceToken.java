package looplm.eval.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import looplm.eval.error.SettingException;
import org.jspecify.annotations.Nullable;

/** The secret that the platform's services share. */
public final class ServiceToken {

    private static final int SHORTEST = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    /**
     * @throws IllegalArgumentException if the token is too short to be a secret
     */
    public ServiceToken(String token) {
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "service token: %d characters (expected: at least %d)".formatted(token.length(), SHORTEST));
        }
        expected = token.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws SettingException naming the property, if the file cannot be read or holds no token
     */
    public static ServiceToken read(String property, Path file) {
        try {
            return new ServiceToken(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(
                    "%s: %s: %s (expected: a readable file that holds the token)".formatted(property, file, e));
        }
    }

    /** What this service sends to the others. */
    public String value() {
        return new String(expected, StandardCharsets.UTF_8);
    }

    /** Compares in constant time. */
    public boolean matches(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String given = authorization.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }
}
