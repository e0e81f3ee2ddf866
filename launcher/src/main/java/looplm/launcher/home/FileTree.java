package looplm.launcher.home;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories with all they hold. */
public final class FileTree {

    private FileTree() {}

    /** Deletes a directory and everything in it; links are deleted, not followed. Nothing happens when it isn't there. */
    public static void delete(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Deletes the directories in {@code parent}. */
    public static void deleteAllIn(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> trees = Files.newDirectoryStream(parent)) {
            for (Path tree : trees) {
                delete(tree);
            }
        }
    }
}
