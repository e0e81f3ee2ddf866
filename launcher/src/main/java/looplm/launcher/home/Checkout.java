package looplm.launcher.home;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import looplm.launcher.terminal.CommandFailure;

/**
 * The directory that holds the modules and what was built of them.
 *
 * @param root absolute
 */
public record Checkout(Path root) {

    /** Names another checkout than the one this class comes from. */
    public static final String PROPERTY = "looplm.home";

    /** The checkout that this class was built in. */
    public static Checkout find() {
        String named = System.getProperty(PROPERTY);
        return new Checkout(
                named == null ? around(codeSource()) : Path.of(named).toAbsolutePath());
    }

    /** Where {@code up} looks for a model that nobody named. */
    public Path defaultModel() {
        return root.resolve("models").resolve("looplm-nano");
    }

    public Path defaultData() {
        return root.resolve("data");
    }

    /** What later starts of what was built are made quicker with. */
    public Path startCaches() {
        return root.resolve("target").resolve("start");
    }

    /** The newest application jar of a module, one that can be started; empty when there is none. */
    public Optional<Path> jar(String module) {
        Path target = root.resolve(module).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, module + "-[0-9]*.jar")) {
            return StreamSupport.stream(jars.spliterator(), false)
                    .filter(Checkout::isApplication)
                    .max(Comparator.comparingLong(Checkout::modified));
        } catch (IOException notBuilt) {
            return Optional.empty();
        }
    }

    /**
     * The class path of a module whose commands run as a child process. The build writes what lies in the checkout
     * relative to it, so a checkout that was moved or copied runs its own classes.
     */
    public String classPath(String module) {
        try {
            String entries =
                    Files.readString(root.resolve(module).resolve("target").resolve("classpath"));
            return Arrays.stream(entries.strip().split(File.pathSeparator))
                    .map(entry -> root.resolve(entry).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new CommandFailure(
                    "Module " + module + " isn't built (expected: " + module
                            + "/target/classpath). Start with ./looplm, which builds it.",
                    e);
        }
    }

    private static boolean isApplication(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS) != null;
        } catch (IOException halfWritten) {
            return false;
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The nearest directory upwards that holds the module launcher. */
    private static Path around(Path code) {
        for (Path path = code; path != null; path = path.getParent()) {
            if (Files.isRegularFile(path.resolve("launcher").resolve("pom.xml"))) {
                return path;
            }
        }
        throw new CommandFailure(
                "No checkout around " + code + ". Start with ./looplm, or set -D" + PROPERTY + "=DIR.");
    }

    private static Path codeSource() {
        try {
            return Path.of(Checkout.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
