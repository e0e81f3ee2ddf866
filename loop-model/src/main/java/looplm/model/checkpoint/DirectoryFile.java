package looplm.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What must hold of a file of a model directory before it is opened: it is there, it is a regular file (reading a pipe or
 * a device might never end), and no symbolic link leads out of the directory.
 *
 * <p>One kind of link may lead out: Hugging Face's own cache keeps {@code snapshots/REVISION/NAME} as links to files of
 * the neighbouring {@code blobs}.
 */
public final class DirectoryFile {

    private static final String SNAPSHOTS = "snapshots";
    private static final String BLOBS = "blobs";

    private DirectoryFile() {}

    /** Whether there is something of this name, be it only a broken link. */
    public static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns {@code file}, which may be opened.
     *
     * @throws CheckpointException where it may not
     */
    public static Path require(Path file) {
        try {
            Path target = file.toRealPath();
            if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new CheckpointException(file, "not a regular file (expected: a file of the model directory)");
            }
            requireInside(file, target);
            return file;
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The error of a file that cannot be read. */
    public static CheckpointException unreadable(Path file, IOException e) {
        return new CheckpointException(file, "unreadable: " + e, e);
    }

    private static CheckpointException missing(Path file, NoSuchFileException cause) {
        Path directory = file.toAbsolutePath().getParent();
        return directory == null || Files.isDirectory(directory)
                ? new CheckpointException(file, "missing (expected: a file of the model directory)", cause)
                : new CheckpointException(directory, "no such directory (expected: a model directory)", cause);
    }

    private static void requireInside(Path file, Path target) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new CheckpointException(file, "not a file (expected: a file of the model directory)");
        }
        Path directory = parent.toRealPath();
        if (!target.startsWith(directory) && !isBlob(directory, target)) {
            throw new CheckpointException(
                    file, "symbolic link to " + target + " (expected: a file of the model directory)");
        }
    }

    private static boolean isBlob(Path directory, Path target) {
        Path snapshots = directory.getParent();
        return snapshots != null
                && snapshots.endsWith(SNAPSHOTS)
                && snapshots.resolveSibling(BLOBS).equals(target.getParent());
    }
}
