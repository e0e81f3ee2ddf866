package looplm.launcher.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import looplm.launcher.terminal.CommandFailure;

/**
 * Keys and passwords of one data directory. Each is made once and never overwritten, so an operator may put his own
 * there before the first start.
 */
public record Secrets(DataDirectory data) {

    /** The user of the console's local login. */
    public static final String CONSOLE_USER = "admin";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What services show each other. */
    public Path serviceToken() {
        return data.secrets().resolve("service-token");
    }

    /** The API key that is printed when the platform is up. */
    public Path demoKey() {
        return data.secrets().resolve("demo-key");
    }

    public Path consolePassword() {
        return data.secrets().resolve("console-password");
    }

    /** The database administrator's password. */
    public Path databasePassword() {
        return data.secrets().resolve("database-password");
    }

    /** Passwords of one service's database roles, each in a file named after the property it is. */
    public Path databasePasswords(String service) {
        return data.secrets().resolve("database").resolve(service);
    }

    /** Of the role that a service works as. */
    public Path writerPassword(String service) {
        return databasePasswords(service).resolve("spring.datasource.password");
    }

    /** Of the role that owns a service's tables. */
    public Path ownerPassword(String service) {
        return databasePasswords(service).resolve("spring.flyway.password");
    }

    /**
     * Makes the ones that are missing.
     *
     * @param services that have roles in the database
     */
    public void create(List<String> services) {
        make(serviceToken(), "", 32);
        make(demoKey(), "looplm_demo_", 24);
        make(consolePassword(), "", 12);
        make(databasePassword(), "", 24);
        for (String service : services) {
            makeFolder(databasePasswords(service));
            make(writerPassword(service), "", 24);
            make(ownerPassword(service), "", 24);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new CommandFailure(folder + ": can't be made: " + e, e);
        }
    }

    /** The content of one of these files; empty when it can't be read. */
    public static Optional<String> find(Path secret) {
        try {
            return Optional.of(read(secret));
        } catch (CommandFailure unreadable) {
            return Optional.empty();
        }
    }

    /** The content of one of these files. */
    public static String read(Path secret) {
        try {
            String content = Files.readString(secret).strip();
            if (content.isEmpty()) {
                throw new CommandFailure(secret + ": empty (expected: a secret; delete the file to have one made)");
            }
            return content;
        } catch (IOException e) {
            throw new CommandFailure(secret + ": " + e + " (expected: a file that this user can read)", e);
        }
    }

    /** Linked into place when it is whole, so a crash leaves no empty secret behind. */
    private static void make(Path secret, String prefix, int randomBytes) {
        if (Files.exists(secret)) {
            read(secret);
            return;
        }
        byte[] random = new byte[randomBytes];
        RANDOM.nextBytes(random);
        String content = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Path draft = secret.resolveSibling(secret.getFileName() + ".new");
        try {
            Files.deleteIfExists(draft);
            write(draft, content);
            Files.move(draft, secret);
        } catch (IOException e) {
            throw new CommandFailure(secret + ": can't be written: " + e, e);
        }
    }

    private static void write(Path file, String content) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<StandardOpenOption> newFile = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, newFile, ownerOnly)) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
