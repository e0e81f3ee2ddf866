package looplm.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The bytes of a file so far, and the validator they came with. Every byte written is on its way to the disk when {@link
 * #append} returns, so a process may end at any time and another one goes on.
 */
final class PartFile implements AutoCloseable {

    private final Path file;
    private final Path etagFile;
    private final FileChannel channel;

    private PartFile(Path file, Path etagFile, FileChannel channel) {
        this.file = file;
        this.etagFile = etagFile;
        this.channel = channel;
    }

    static PartFile open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        channel.position(channel.size());
        return new PartFile(file, file.resolveSibling(file.getFileName() + ".etag"), channel);
    }

    Path file() {
        return file;
    }

    long length() throws IOException {
        return channel.size();
    }

    Optional<String> etag() throws IOException {
        return Files.isRegularFile(etagFile, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.readString(etagFile, UTF_8))
                : Optional.empty();
    }

    /** Begins anew, with bytes of this validator. */
    void restart(Optional<String> etag) throws IOException {
        channel.truncate(0);
        Files.deleteIfExists(etagFile);
        if (etag.isPresent()) {
            Files.writeString(etagFile, etag.get(), UTF_8, StandardOpenOption.CREATE_NEW);
        }
    }

    void append(byte[] bytes, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
