package looplm.gateway.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds one secret, as a mounted Kubernetes secret does. */
public final class SecretFile {

    private SecretFile() {}

    /**
     * @param property whose value {@code file} is; named in errors
     * @return the content without surrounding white space
     * @throws IllegalArgumentException if the file is not readable or empty
     */
    public static String read(String property, Path file) {
        String secret;
        try {
            secret = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(property + ": " + file + " (expected: a readable UTF-8 file)", e);
        }
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(property + ": " + file + " is empty (expected: one secret)");
        }
        return secret;
    }
}
