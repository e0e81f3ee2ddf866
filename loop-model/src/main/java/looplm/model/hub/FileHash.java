package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What the bytes of a file must add up to, in the two ways a hub stores files. */
public sealed interface FileHash {

    /** Hexadecimal digits, lower case. */
    String hex();

    /** Name for messages and manifests. */
    String algorithm();

    /** A digest that has been fed whatever comes before the bytes of a file of this size. */
    MessageDigest digest(long size);

    /** Large files, stored apart: SHA-256 of the bytes. */
    record Sha256(String hex) implements FileHash {

        public Sha256 {
            require(hex, 64);
        }

        @Override
        public String algorithm() {
            return "sha256";
        }

        @Override
        public MessageDigest digest(long size) {
            return messageDigest("SHA-256");
        }
    }

    /** Small files, stored in git: SHA-1 over a header with the size and the bytes. */
    record GitBlob(String hex) implements FileHash {

        public GitBlob {
            require(hex, 40);
        }

        @Override
        public String algorithm() {
            return "git-sha1";
        }

        @Override
        public MessageDigest digest(long size) {
            MessageDigest digest = messageDigest("SHA-1");
            digest.update(("blob " + size + "\0").getBytes(UTF_8));
            return digest;
        }
    }

    /** The hash of a file's bytes, of this kind. */
    default String of(Path file) throws IOException {
        MessageDigest digest = digest(Files.size(file));
        try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var buffer = new byte[1 << 16];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void require(String hex, int digits) {
        if (!Pattern.matches("[0-9a-f]{" + digits + "}", hex)) {
            throw new IllegalArgumentException("hash: " + hex + " (expected: " + digits + " hexadecimal digits)");
        }
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
