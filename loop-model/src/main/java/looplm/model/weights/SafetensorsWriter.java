package looplm.model.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import looplm.model.script.TensorMemory;
import tools.jackson.databind.json.JsonMapper;

/** Writes tensors as a safetensors file. The same tensors in the same order give the same bytes. */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;
    private static final long SLICE_BYTES = 64L << 20;

    private SafetensorsWriter() {}

    /**
     * Writes and forces a new file to disk. A reader may see it half-written: write it where nobody reads yet, see
     * {@link ModelDirectoryWriter}.
     *
     * @param tensors float32 or int64 tensors on the CPU, contiguous, by name
     * @param metadata strings for the file's {@code __metadata__}; may be empty
     */
    public static void write(Path file, SequencedMap<String, ? extends NDArray> tensors, Map<String, String> metadata) {
        byte[] header = header(tensors, metadata);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var prefix = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, prefix.putLong(header.length).put(header).flip());
            for (NDArray tensor : tensors.values()) {
                write(channel, TensorMemory.of(tensor));
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Padded with spaces so that the data area starts aligned, as the format recommends. */
    private static byte[] header(SequencedMap<String, ? extends NDArray> tensors, Map<String, String> metadata) {
        var entries = new LinkedHashMap<String, Object>();
        if (!metadata.isEmpty()) {
            entries.put("__metadata__", metadata);
        }
        long offset = 0;
        for (var tensor : tensors.entrySet()) {
            long end = offset + TensorMemory.of(tensor.getValue()).byteSize();
            var entry = new LinkedHashMap<String, Object>();
            entry.put("dtype", typeName(tensor.getValue().getDataType()));
            entry.put("shape", tensor.getValue().getShape().getShape());
            entry.put("data_offsets", new long[] {offset, end});
            entries.put(tensor.getKey(), entry);
            offset = end;
        }
        byte[] json = JsonMapper.shared().writeValueAsBytes(entries);
        byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static String typeName(DataType type) {
        if (type == DataType.FLOAT32) {
            return StoredType.F32.name();
        }
        if (type == DataType.INT64) {
            return StoredType.I64.name();
        }
        throw new IllegalArgumentException("type: " + type + " (expected: float32 or int64)");
    }

    private static void write(FileChannel channel, MemorySegment data) throws IOException {
        for (long at = 0; at < data.byteSize(); at += SLICE_BYTES) {
            long length = Math.min(SLICE_BYTES, data.byteSize() - at);
            writeFully(channel, data.asSlice(at, length).asByteBuffer());
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
