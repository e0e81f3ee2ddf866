package looplm.model.script;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the libtorch that is about to be loaded: DJL's native half is bound to the binary interface of one version, but
 * looks at file names only. Over another version it loads, works for a while, and then a missing symbol ends the process.
 *
 * <p>By default libtorch comes from a jar. {@code PYTORCH_LIBRARY_PATH}, an environment variable or a system property,
 * names the {@code lib} directory of an installed PyTorch instead: the way to a GPU.
 */
final class Libtorch {

    /** What DJL 0.36's native half is built for. */
    static final String VERSION = "2.7.1";

    private static final String PATH_KEY = "PYTORCH_LIBRARY_PATH";
    private static final String VERSION_KEY = "PYTORCH_VERSION";
    private static final String FLAVOR_KEY = "PYTORCH_FLAVOR";
    private static final String CPU_LIBRARY = "libtorch_cpu.so";
    private static final String CUDA_LIBRARY = "libtorch_cuda.so";
    private static final Pattern PYTHON_VERSION = Pattern.compile("__version__ *= *['\"]([^'\"]+)");

    private Libtorch() {}

    /**
     * To be called before DJL's engine is used; again does no harm.
     *
     * @throws IllegalArgumentException naming the version that was found
     */
    static void require() {
        String path = Utils.getEnvOrSystemProperty(PATH_KEY);
        if (path == null) {
            requireBundled();
            return;
        }
        Path directory = Path.of(path);
        require(directory);
        requireVersion(VERSION_KEY, Utils.getEnvOrSystemProperty(VERSION_KEY, VERSION));
        setUnlessGiven(VERSION_KEY, VERSION);
        // Without a flavour DJL looks for one that PyTorch no longer builds.
        setUnlessGiven(FLAVOR_KEY, Files.exists(directory.resolve(CUDA_LIBRARY)) ? "cu128" : "cpu");
    }

    /** Checks a {@code lib} directory of PyTorch. */
    static void require(Path directory) {
        Path library = directory.resolve(CPU_LIBRARY);
        if (!Files.isRegularFile(library)) {
            throw new IllegalArgumentException(PATH_KEY + ": " + directory + " (expected: a directory with "
                    + CPU_LIBRARY + ", such as torch/lib of PyTorch " + VERSION + ")");
        }
        try {
            Optional<String> told = toldVersion(directory);
            if (told.isPresent()) {
                requireVersion(PATH_KEY + ": " + directory, told.get());
            } else if (!holdsVersion(library)) {
                throw new IllegalArgumentException(
                        PATH_KEY + ": " + directory + ": of another version (expected: PyTorch " + VERSION + ")");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(PATH_KEY + ": " + directory + ": unreadable: " + e.getMessage(), e);
        }
    }

    /** What a wheel or a libtorch archive says beside its libraries. */
    private static Optional<String> toldVersion(Path directory) throws IOException {
        Path wheel = directory.resolve("../version.py");
        if (Files.isRegularFile(wheel)) {
            Matcher version = PYTHON_VERSION.matcher(Files.readString(wheel));
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        }
        Path archive = directory.resolve("../build-version");
        return Files.isRegularFile(archive)
                ? Optional.of(Files.readString(archive).strip())
                : Optional.empty();
    }

    /** Whether the library has the version among its constants, as PyTorch 2 libraries do. */
    private static boolean holdsVersion(Path library) throws IOException {
        byte[] wanted = ("\0" + VERSION).getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(library);
                var arena = Arena.ofConfined()) {
            var content = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            for (long at = 0; at < content.byteSize() - wanted.length; at++) {
                if (content.get(JAVA_BYTE, at) == 0 && matches(content, at, wanted)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean matches(MemorySegment content, long at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (content.get(JAVA_BYTE, at + i) != wanted[i]) {
                return false;
            }
        }
        byte next = content.get(JAVA_BYTE, at + wanted.length);
        return next == 0 || next == '+';
    }

    /** The jars of PyTorch's natives on the class path. */
    private static void requireBundled() {
        try {
            for (URL url :
                    Collections.list(Libtorch.class.getClassLoader().getResources("native/lib/pytorch.properties"))) {
                var properties = new Properties();
                try (var in = url.openStream()) {
                    properties.load(in);
                }
                requireVersion(url.toString(), properties.getProperty("version", "unknown"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireVersion(String what, String version) {
        if (!version.split("[-+]", 2)[0].equals(VERSION)) {
            throw new IllegalArgumentException(what + ": PyTorch " + version + " (expected: " + VERSION
                    + ", the only one this build can be bound to)");
        }
    }

    private static void setUnlessGiven(String key, String value) {
        if (Utils.getEnvOrSystemProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
