package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import looplm.model.checkpoint.JsonFields;
import looplm.model.checkpoint.LoopLmConfig;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory that a pull fills. Files gather in {@value #STAGING} and take their names, {@code config.json} last, when
 * all of them are verified: before that nothing takes the directory for a model.
 *
 * <p>{@value #MANIFEST} says which repository it is of. Only a directory that is new, empty or of that repository is
 * written to, by one process at a time.
 */
final class PullDirectory implements AutoCloseable {

    static final String STAGING = ".pull";
    static final String MANIFEST = ".pull.json";
    private static final String LOCK = "lock";

    /** Left free for what else the disk is needed for. */
    private static final long SPARE_BYTES = 64L << 20;

    private final Path directory;
    private final Path staging;
    private final FileChannel lock;
    private final Set<String> earlier;

    private PullDirectory(Path directory, Path staging, FileChannel lock, Set<String> earlier) {
        this.directory = directory;
        this.staging = staging;
        this.lock = lock;
        this.earlier = earlier;
    }

    /**
     * Makes or takes up a directory.
     *
     * @throws IllegalArgumentException where it holds something else
     * @throws HubException where another process fills it
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    static PullDirectory open(Path directory, HubRepository repository) throws IOException {
        Path staging = directory.resolve(STAGING);
        Set<String> earlier = earlier(directory, repository);
        if (earlier.isEmpty() && !Files.isDirectory(staging, LinkOption.NOFOLLOW_LINKS)) {
            requireEmpty(directory);
        }
        Files.createDirectories(directory);
        if (!Files.isDirectory(staging, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(staging);
        }
        FileChannel lock = FileChannel.open(
                staging.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (!locked(lock)) {
            lock.close();
            throw new HubException(directory + ": another pull is writing here");
        }
        return new PullDirectory(directory, staging, lock, earlier);
    }

    /** A file under its final name. */
    Path file(HubFile file) {
        return directory.resolve(file.name());
    }

    PartFile part(HubFile file) throws IOException {
        return PartFile.open(partPath(file));
    }

    /** Bytes of a file that are there already. */
    long present(HubFile file) throws IOException {
        Path part = partPath(file);
        return Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS) ? Math.min(file.size(), Files.size(part)) : 0;
    }

    /**
     * @throws HubException where the disk cannot take so many bytes
     */
    void requireSpace(long bytes) throws IOException {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable - SPARE_BYTES < bytes) {
            throw new HubException(directory + ": " + usable + " bytes free (expected: " + (bytes + SPARE_BYTES) + ")");
        }
    }

    /** Gives the verified files their names and removes those of an earlier version that are no more. */
    void publish(HubRepository repository, HubListing listing, Set<HubFile> fetched) throws IOException {
        var moved = new HashSet<>(fetched);
        if (!fetched.isEmpty()) {
            moved.addAll(takeBack(listing, fetched));
        }
        for (HubFile file : listing.files().reversed()) {
            if (moved.contains(file)) {
                rename(partPath(file), file(file));
            }
        }
        var gone = new HashSet<>(earlier);
        listing.files().forEach(file -> gone.remove(file.name()));
        for (String name : gone) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Path manifest = staging.resolve("manifest");
        Files.writeString(manifest, manifest(repository, listing), UTF_8);
        rename(manifest, directory.resolve(MANIFEST));
        clear();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Without its configuration the directory is no model while its files are exchanged. */
    private Set<HubFile> takeBack(HubListing listing, Set<HubFile> fetched) throws IOException {
        for (HubFile file : listing.files()) {
            if (file.name().equals(LoopLmConfig.FILE) && !fetched.contains(file)) {
                rename(file(file), partPath(file));
                return Set.of(file);
            }
        }
        return Set.of();
    }

    private static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void clear() throws IOException {
        try (Stream<Path> rest = Files.list(staging)) {
            for (Path file : rest.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(staging);
    }

    private Path partPath(HubFile file) {
        return staging.resolve(file.partName());
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> content = Files.list(directory)) {
                if (content.findAny().isPresent()) {
                    throw new IllegalArgumentException(
                            "--out: " + directory + " (expected: a new or empty directory, or one of an earlier pull)");
                }
            }
        }
    }

    /** Names of the files an earlier pull left, none where there was none. */
    private static Set<String> earlier(Path directory, HubRepository repository) {
        var names = new HashSet<String>();
        JsonFields.readIfPresent(directory.resolve(MANIFEST)).ifPresent(manifest -> {
            String id = manifest.text("repository").orElse("");
            if (!id.equals(repository.id())) {
                throw new IllegalArgumentException("--out: " + directory + " (expected: a directory of "
                        + repository.id() + "; this one is of " + id + ")");
            }
            names.add(MANIFEST);
            manifest.object("files").ifPresent(files -> names.addAll(plain(files)));
        });
        return names;
    }

    /** A manifest is a file like any other: what leads out of the directory is not ours to delete. */
    private static List<String> plain(JsonFields files) {
        return files.node().propertyNames().stream()
                .filter(name -> !name.contains("/") && !name.startsWith("."))
                .toList();
    }

    private static String manifest(HubRepository repository, HubListing listing) {
        Map<String, Object> files = new LinkedHashMap<>();
        listing.files()
                .forEach(file -> files.put(
                        file.name(),
                        Map.of(
                                "bytes",
                                file.size(),
                                file.hash().algorithm(),
                                file.hash().hex())));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("repository", repository.id());
        manifest.put("revision", repository.revision());
        manifest.put("commit", listing.commit());
        manifest.put("files", files);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
    }
}
