package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
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
            String version = Long.toHexString(Files.size(built)) + "-"
                    + Long.toHexString(Files.getLastModifiedTime(built).toMillis());
            Path folder = data.programs().resolve(service.program());
            Path installed = folder.resolve(version);
            if (!Files.isDirectory(installed)) {
                FileTree.deleteAllIn(folder);
                Path draft = folder.resolve("new");
                Files.createDirectories(draft);
                unpack(built, draft);
                Files.move(draft, installed, StandardCopyOption.ATOMIC_MOVE);
            }
            return installed.resolve(built.getFileName());
        } catch (IOException e) {
            throw new CommandFailure("Program of " + service.program() + ": " + built + " can't be unpacked: " + e, e);
        }
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
