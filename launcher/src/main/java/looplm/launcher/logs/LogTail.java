package looplm.launcher.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a file, read from its end. */
public final class LogTail {

    /** Bytes per line that are looked at, at most; longer lines make the tail shorter. */
    private static final int LINE_BUDGET = 4096;

    private LogTail() {}

    /** At most {@code count} last lines; none when there is no such file. */
    public static List<String> lines(Path log, int count) throws IOException {
        if (!Files.exists(log) || count < 1) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(log)) {
            long size = channel.size();
            long from = Math.max(0, size - (long) count * LINE_BUDGET);
            List<String> lines = read(channel, from, size).lines().toList();
            // the first line may have been cut
            List<String> whole = from > 0 && lines.size() > 1 ? lines.subList(1, lines.size()) : lines;
            return List.copyOf(whole.subList(Math.max(0, whole.size() - count), whole.size()));
        }
    }

    private static String read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        long position = from;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, position);
            if (read < 0) {
                break;
            }
            position += read;
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
