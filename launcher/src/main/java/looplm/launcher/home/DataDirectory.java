package looplm.launcher.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import looplm.launcher.os.PidFile;
import looplm.launcher.terminal.CommandFailure;

/**
 * Everything that a platform keeps between two starts, readable by its owner only.
 *
 * @param root absolute
 */
public record DataDirectory(Path root) {

    /** The name of the supervisor's pid file and log. */
    public static final String SUPERVISOR = "supervisor";

    public DataDirectory {
        root = root.toAbsolutePath().normalize();
    }

    /** Keys and passwords, see {@link Secrets}. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** The database's files. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** One file per program, bounded by {@code LogFiles}. */
    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String program) {
        return logs().resolve(program + ".log");
    }

    /** Lock, pid files and state of the running platform. */
    public Path run() {
        return root.resolve("run");
    }

    public PidFile pidFile(String program) {
        return new PidFile(run().resolve(program + ".pid"));
    }

    public Path state() {
        return run().resolve("state.json");
    }

    /** Settings of one service; written anew at each start but for {@code local.yaml}. */
    public Path config(String service) {
        return root.resolve("config").resolve(service);
    }

    /** Programs as they were when the platform started, so that a build can't change them under it. */
    public Path programs() {
        return root.resolve("programs");
    }

    /** A platform beside this one that only shows how its programs start; gone when that is known. */
    public DataDirectory recording() {
        return new DataDirectory(root.resolve("recording"));
    }

    /** Whether a platform was ever started here; fails when this user can't know. */
    public boolean isPlatform() {
        try {
            boolean directory =
                    Files.readAttributes(run(), BasicFileAttributes.class).isDirectory();
            if (directory && !Files.isReadable(run())) {
                throw new AccessDeniedException(run().toString());
            }
            return directory;
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException e) {
            throw new CommandFailure("--data: " + root + " (expected: a directory that this user can read): " + e, e);
        }
    }

    /** Makes what is missing. */
    public void create() {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(root, ownerOnly);
            for (Path path : List.of(secrets(), logs(), run(), root.resolve("config"), programs())) {
                Files.createDirectories(path, ownerOnly);
                if (!Files.isWritable(path)) {
                    throw new IOException(path + " is not writable for this user");
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    "--data: " + root + " (expected: a directory that can be made and written): " + e, e);
        }
    }
}
