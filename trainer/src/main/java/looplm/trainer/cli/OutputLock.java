package looplm.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import looplm.trainer.stage.TrainingException;
import org.jspecify.annotations.Nullable;

/**
 * Lets one run at a time write an output directory. The lock is on a hidden file beside the directory, for the directory
 * itself is replaced at the end; the system frees it however the process ends.
 */
final class OutputLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private OutputLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the directory.
     *
     * @param out which need not exist
     * @throws TrainingException if another run has it
     */
    static OutputLock of(Path out) throws IOException {
        Path absolute = out.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNullElse(absolute.getParent(), absolute);
        Files.createDirectories(parent);
        Path file = parent.resolve("." + absolute.getFileName() + ".lock");
        while (true) {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new TrainingException(
                        "--out: %s: another run writes there (expected: one at a time)".formatted(out));
            }
            if (stands(file, channel)) {
                return new OutputLock(file, channel);
            }
            channel.close();
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Whether the locked file still has its name: the run before may have removed it in between. */
    private static boolean stands(Path file, FileChannel channel) throws IOException {
        String mark = Long.toString(ProcessHandle.current().pid());
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(mark.getBytes(UTF_8)));
        return Files.exists(file) && Files.readString(file).equals(mark);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }
}
