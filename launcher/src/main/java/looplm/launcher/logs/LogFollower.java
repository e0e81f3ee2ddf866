package looplm.launcher.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines that are added to a file, from the end it had when following began. */
public final class LogFollower {

    private static final int CHUNK = 64 * 1024;

    private final Path log;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private long position;

    /** Follows a file that may not exist yet. */
    public LogFollower(Path log) throws IOException {
        this.log = log;
        this.position = Files.exists(log) ? Files.size(log) : 0;
    }

    /** The lines that were finished since the last call. A file that was emptied is read from its beginning. */
    public List<String> poll() throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(log)) {
            if (channel.size() < position) {
                position = 0;
                unfinished.reset();
            }
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (int read = channel.read(chunk, position); read > 0; read = channel.read(chunk, position)) {
                position += read;
                split(chunk.flip(), lines);
                chunk.clear();
            }
        }
        return lines;
    }

    private void split(ByteBuffer chunk, List<String> lines) {
        while (chunk.hasRemaining()) {
            byte next = chunk.get();
            if (next == '\n') {
                lines.add(unfinished.toString(StandardCharsets.UTF_8));
                unfinished.reset();
            } else {
                unfinished.write(next);
            }
        }
    }
}
