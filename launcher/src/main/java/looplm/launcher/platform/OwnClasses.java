package looplm.launcher.platform;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads every class of the launcher. A supervisor outlives builds, and a build replaces the jar that it runs from: a
 * class that was first needed afterwards, to stop the platform say, would not be found.
 */
final class OwnClasses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnClasses.class);
    private static final String SUFFIX = ".class";

    private OwnClasses() {}

    static void load() {
        try {
            URI source = OwnClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path path = Path.of(source);
            if (Files.isDirectory(path)) {
                loadBelow(path);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(path, Map.of())) {
                    loadBelow(jar.getPath("/"));
                }
            }
        } catch (IOException | URISyntaxException e) {
            LOG.warn("Classes could not be loaded ahead: {}", e.toString());
        }
    }

    private static void loadBelow(Path root) throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(root)) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(SUFFIX) && !file.endsWith("-info" + SUFFIX))
                    .map(file ->
                            file.substring(0, file.length() - SUFFIX.length()).replace('/', '.'))
                    .toList();
        }
        for (String name : names) {
            try {
                Class.forName(name, false, OwnClasses.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.warn("Class {} could not be loaded ahead: {}", name, e.toString());
            }
        }
    }
}
