package looplm.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret that the platform's services show one another. */
public final class ServiceToken {

    private static final int SHORTEST = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    private ServiceToken(byte[] token) {
        this.token = token;
    }

    /**
     * Reads a token file; white space around the token does not count.
     *
     * @param property named in errors
     * @throws SettingException if there is no usable token in it
     */
    public static ServiceToken read(String property, Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new SettingException(property + ": " + file + " (expected: a readable file)", e);
        }
        if (token.length() < SHORTEST) {
            throw new SettingException(property + ": " + file + ": " + token.length()
                    + " characters (expected: at least " + SHORTEST + ")");
        }
        return new ServiceToken(token.getBytes(UTF_8));
    }

    /** The Authorization header that a service sends to the others. */
    public String header() {
        return SCHEME + new String(token, UTF_8);
    }

    /** Whether an Authorization header holds the token. */
    public boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && matches(authorization.substring(SCHEME.length()).strip());
    }

    /** Whether this is the token; takes the same time wherever it differs. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), token);
    }
}
