package looplm.gateway.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import looplm.edge.SettingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Audit rows that the database did not take: a JSON object per line, on the disk when {@link #append} returns, readable by
 * the owner alone. It survives the process; whatever starts next with the same file writes its rows.
 */
final class SpillFile {

    private static final Logger LOG = LoggerFactory.getLogger(SpillFile.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final @Nullable Path file;
    private final long limit;
    private volatile boolean refusing;

    /**
     * @param file null for none: then nothing is ever taken
     * @param limit bytes at most
     * @throws SettingException if it cannot be written
     */
    SpillFile(@Nullable Path file, long limit) {
        this.file = file;
        this.limit = limit;
        if (file != null) {
            try {
                // what comes next is a row of its own, also after one that a crash cut off
                write(file, endsInLine(file) ? new byte[0] : new byte[] {'\n'});
            } catch (IOException e) {
                throw new SettingException(
                        "looplm.gateway.audit.spill-file: " + file + " (expected: a file that can be written)", e);
            }
        }
    }

    /** Keeps all of {@code rows} and returns true, or none of them. */
    synchronized boolean append(List<AuditRow> rows) {
        if (file == null) {
            return false;
        }
        byte[] lines = rows.stream()
                .map(row -> JSON.writeValueAsString(row) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        try {
            refusing = Files.size(file) + lines.length > limit;
            if (!refusing) {
                write(file, lines);
            }
        } catch (IOException e) {
            refusing = true;
            LOG.error("{} takes no audit rows: {}", file, e.toString());
        }
        return !refusing;
    }

    /**
     * Hands out the rows in it, so many at once, and forgets them when all were taken; if others have come meanwhile, all stay,
     * since writing them twice does no harm. A last line that a crash cut off never was a row.
     *
     * @return how many there were
     */
    int replay(int atOnce, Consumer<List<AuditRow>> taker) throws IOException {
        if (file == null) {
            return 0;
        }
        long size = Files.size(file);
        int count = 0;
        try (Stream<String> lines = Files.lines(file)) {
            var batch = new ArrayList<AuditRow>();
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                row(each.next()).ifPresent(batch::add);
                if (batch.size() == atOnce || !each.hasNext()) {
                    taker.accept(List.copyOf(batch));
                    count += batch.size();
                    batch.clear();
                }
            }
        }
        forget(file, size);
        return count;
    }

    private Optional<AuditRow> row(String line) {
        try {
            return Optional.of(JSON.readValue(line, AuditRow.class));
        } catch (JacksonException e) {
            LOG.error("{} has a line of {} characters that is no audit row", file, line.length());
            return Optional.empty();
        }
    }

    boolean isEmpty() {
        try {
            return file == null || Files.size(file) == 0;
        } catch (IOException e) {
            return true;
        }
    }

    private synchronized void forget(Path file, long size) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() == size) {
                channel.truncate(0);
                channel.force(true);
                refusing = false;
            }
        }
    }

    /** Whether it is full, or cannot be written: rows then stay in memory. */
    boolean isRefusing() {
        return refusing;
    }

    private static boolean endsInLine(Path file) throws IOException {
        if (Files.notExists(file) || Files.size(file) == 0) {
            return true;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            return last.get(0) == '\n';
        }
    }

    private static void write(Path file, byte[] lines) throws IOException {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(file, APPEND, ownerOnly)) {
            long before = channel.size();
            try {
                var bytes = ByteBuffer.wrap(lines);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(before); // half a row is none
                throw e;
            }
        }
    }
}
