package looplm.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that the platform's services show one another. */
public final class ServiceToken {

    private static final int SHORTEST = 16;

    private final String token;

    private ServiceToken(String token) {
        this.token = token;
    }

    /**
     * @throws IllegalArgumentException if {@code file} is not readable or holds too little to be a secret
     */
    public static ServiceToken read(Path file) {
        String token = SecretFile.read("looplm.gateway.service-token-file", file);
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException("looplm.gateway.service-token-file: " + file + " holds " + token.length()
                    + " characters (expected: at least " + SHORTEST + ")");
        }
        return new ServiceToken(token);
    }

    /** The value of the {@code Authorization} header. */
    public String bearer() {
        return "Bearer " + token;
    }

    /** Compares in constant time. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(bytes(token), bytes(given));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
