package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.jar.JarFile;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.FileTree;
import looplm.launcher.os.ProgramRun;
import looplm.launcher.terminal.CommandFailure;

/**
 * The services' jars, unpacked into the data directory: a running platform must not have its classes replaced by the
 * next build, and an unpacked application starts faster than one read through a nested jar.
 */
public record ServicePrograms(DataDirectory data, Path java) {

    private static final Duration UNPACK_LIMIT = Duration.ofMinutes(2);

    /**
     * Makes sure that what was built last is unpacked. Call it for stopped services only: older ones are deleted.
     *
     * @return the jar to start, in a directory of its own
     */
    public Path install(Service service, Path built) {
        try {
            Path folder = data.programs().resolve(service.program());
            Path installed = folder.resolve(version(built));
            if (!Files.isDirectory(installed)) {
                FileTree.deleteAllIn(folder);
                Path draft = folder.resolve("new");
                Files.createDirectories(draft);
                unpack(built, draft);
                // a StartCache fits jars of the same time only, and one is shared by all data directories
                Files.setLastModifiedTime(draft.resolve(built.getFileName()), Files.getLastModifiedTime(built));
                Files.move(draft, installed, StandardCopyOption.ATOMIC_MOVE);
            }
            return installed.resolve(built.getFileName());
        } catch (IOException e) {
            throw new CommandFailure("Program of " + service.program() + ": " + built + " can't be unpacked: " + e, e);
        }
    }

    /** The jar to start, when what was built last is what is unpacked; empty when there is a newer build by now. */
    public Optional<Path> installed(Service service, Path built) throws IOException {
        Path jar = data.programs()
                .resolve(service.program())
                .resolve(version(built))
                .resolve(built.getFileName());
        return Files.isRegularFile(jar) ? Optional.of(jar) : Optional.empty();
    }

    private static String version(Path built) throws IOException {
        return Long.toHexString(Files.size(built)) + "-"
                + Long.toHexString(Files.getLastModifiedTime(built).toMillis());
    }

    private void unpack(Path jar, Path folder) throws IOException {
        if (!isBootApplication(jar)) {
            Files.copy(jar, folder.resolve(jar.getFileName()));
            return;
        }
        Path report = folder.resolve("unpack.log");
        var command = List.of(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                folder.toString());
        OptionalInt exitCode = ProgramRun.exitCode(command, report, UNPACK_LIMIT);
        if (exitCode.orElse(-1) != 0) {
            throw new IOException(
                    exitCode.isPresent()
                            ? Files.readString(report)
                            : "still busy after %d s".formatted(UNPACK_LIMIT.toSeconds()));
        }
        Files.delete(report);
    }

    private static boolean isBootApplication(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue("Spring-Boot-Version") != null;
        }
    }
}
