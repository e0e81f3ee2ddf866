package looplm.model.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import looplm.model.checkpoint.LoopLmConfig;

/**
 * Writes a model directory so that a reader, or a crash, finds the old one or the new one and never a mixture.
 *
 * <p>Files are written into a hidden sibling that takes the target's name in {@link #publish()}. Closing without
 * publishing leaves the target as it was.
 */
public final class ModelDirectoryWriter implements AutoCloseable {

    private final Path target;
    private final Path staging;

    private ModelDirectoryWriter(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
    }

    /** Begins a new version of {@code target}, which may exist. */
    public static ModelDirectoryWriter begin(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("target: " + target + " (expected: a directory below another one)");
        }
        try {
            Files.createDirectories(parent);
            Path staging = Files.createTempDirectory(parent, "." + absolute.getFileName() + ".new-");
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new ModelDirectoryWriter(absolute, staging);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the files of the new version are written until it is published. */
    public Path directory() {
        return staging;
    }

    /** Writes configuration and weights: {@code config.json} and {@code model.safetensors}. */
    public ModelDirectoryWriter write(LoopLmConfig config, LoopWeights weights) {
        write(LoopLmConfig.FILE, config.toJson());
        SafetensorsWriter.write(staging.resolve(WeightFiles.SINGLE), weights.named(), Map.of("format", "pt"));
        return this;
    }

    /** Writes one text file in UTF-8. */
    public ModelDirectoryWriter write(String name, String content) {
        try {
            Files.writeString(staging.resolve(name), content, UTF_8);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the new version the target's name. An older version is removed. */
    public void publish() {
        try {
            for (Path file : list(staging)) {
                force(file);
            }
            Path old = staging.resolveSibling(staging.getFileName() + ".old");
            boolean replaces = Files.exists(target);
            if (replaces) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            if (replaces) {
                delete(old);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (Files.exists(staging)) {
            try {
                delete(staging);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void force(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        for (Path file : list(directory)) {
            Files.delete(file);
        }
    }
}
