package looplm.launcher.service;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import looplm.wire.Sha256;

/**
 * What a JVM keeps of an earlier start of the same service: its classes, read and linked, and how its methods were used
 * (JEP 483, 515). The JVM itself looks whether it fits and starts without it when it doesn't.
 *
 * @param file named after the service and all that makes a cache unfit: the build, the JDK, the options
 */
public record StartCache(Service service, Path file) {

    private static final String SUFFIX = ".aot";
    private static final int KEY_LENGTH = 16;

    /**
     * The cache of a program, which need not exist.
     *
     * @param folder holds the caches of a checkout
     * @param jar as {@link ServicePrograms} installed it
     */
    public static StartCache of(Path folder, Service service, Path jar) throws IOException {
        String key = Sha256.hex(String.join(
                "\n",
                jar.getFileName().toString(),
                Long.toString(Files.size(jar)),
                Long.toString(Files.getLastModifiedTime(jar).toMillis()),
                System.getProperty("java.home"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("java.vm.version"),
                ServiceProgram.options(service).toString()));
        return new StartCache(service, folder.resolve(service.program() + "-" + key.substring(0, KEY_LENGTH) + SUFFIX));
    }

    public boolean exists() {
        return Files.isRegularFile(file);
    }

    /** Deletes the service's caches of other builds. A running JVM keeps what it has mapped. */
    public void deleteOthers() throws IOException {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> caches =
                Files.newDirectoryStream(file.resolveSibling(""), service.program() + "-*" + SUFFIX + "*")) {
            caches.forEach(others::add);
        }
        for (Path other : others) {
            if (!other.equals(file)) {
                Files.deleteIfExists(other);
            }
        }
    }
}
