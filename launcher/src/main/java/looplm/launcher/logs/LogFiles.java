package looplm.launcher.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the files of a log directory small. A program holds its file open and appends to it, so a file that has grown is
 * copied and emptied, never renamed; lines written between the two are lost.
 */
public record LogFiles(Path directory, long largest, int kept) {

    private static final long STANDARD_LARGEST = 10L * 1024 * 1024;
    private static final int STANDARD_KEPT = 2;

    public LogFiles {
        if (largest < 1 || kept < 1) {
            throw new IllegalArgumentException("largest: " + largest + ", kept: " + kept + " (expected: at least 1)");
        }
    }

    /** Three files of 10 MiB each per program. */
    public static LogFiles standard(Path directory) {
        return new LogFiles(directory, STANDARD_LARGEST, STANDARD_KEPT);
    }

    /** Sets aside every log that has grown too large; an older one set aside is dropped in the end. */
    public void bound() throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                if (Files.size(log) > largest) {
                    setAside(log);
                }
            }
        }
    }

    private void setAside(Path log) throws IOException {
        for (int age = kept; age > 1; age--) {
            if (Files.exists(aged(log, age - 1))) {
                Files.move(aged(log, age - 1), aged(log, age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(log, aged(log, 1), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private static Path aged(Path log, int age) {
        return log.resolveSibling(log.getFileName() + "." + age);
    }
}
