package looplm.gateway.auth;

import java.security.SecureRandom;
import java.util.Base64;
import looplm.wire.Sha256;

/** The secret half of a key: what a client sends, and the hash that is kept of it. */
public record KeySecret(String text) {

    /** Longer ones are refused before they are hashed. */
    public static final int LONGEST = 256;

    private static final String PREFIX = "looplm_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new secret with 256 random bits. */
    public static KeySecret random() {
        byte[] bits = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bits);
        return new KeySecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** SHA-256, 64 hex digits. */
    public String hash() {
        return Sha256.hex(text);
    }

    /** A secret must not end up in a log by way of a message. */
    @Override
    public String toString() {
        return "KeySecret[hidden]";
    }
}
