package looplm.inference.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret that callers of this service share with it. */
public final class ServiceToken {

    private static final String SCHEME = "Bearer ";
    private static final int MIN_LENGTH = 16;

    private final byte[] token;

    private ServiceToken(byte[] token) {
        this.token = token;
    }

    /**
     * Reads a token file; white space around the token does not count.
     *
     * @throws IllegalArgumentException if there is no usable token in it
     */
    public static ServiceToken read(Path file) {
        String token;
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "looplm.inference.service-token-file: " + file + " (expected: a readable file)", e);
        }
        if (token.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("looplm.inference.service-token-file: " + file + ": " + token.length()
                    + " characters (expected: at least " + MIN_LENGTH + ")");
        }
        return new ServiceToken(token.getBytes(UTF_8));
    }

    /** Whether an Authorization header holds the token; takes the same time wherever it differs. */
    boolean matches(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).strip().getBytes(UTF_8), token);
    }
}
