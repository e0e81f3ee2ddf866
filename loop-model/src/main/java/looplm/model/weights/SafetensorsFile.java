package looplm.model.weights;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.DirectoryFile;
import looplm.model.checkpoint.JsonFields;
import looplm.model.checkpoint.StandIn;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/**
 * A safetensors file, mapped into memory: 8 bytes header length, a JSON header, the tensors' bytes.
 *
 * <p>The header is treated as hostile. A file is accepted only when the tensors of its header cover the data area
 * exactly, without overlap or gap, and agree with their shapes and types. Nothing outside the mapping can be reached.
 */
public final class SafetensorsFile implements AutoCloseable {

    private static final int LENGTH_BYTES = 8;

    /** The reference implementation's own limit. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    /** Braces, names and values of a header; a tensor has about 15. */
    private static final long MAX_HEADER_TOKENS = 1 << 19;

    private static final String METADATA = "__metadata__";

    private final Path file;
    private final FileVersion version;
    private final Arena arena;
    private final MemorySegment content;
    private final SequencedMap<String, StoredTensor> tensors;

    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    private SafetensorsFile(Path file) {
        this.file = file;
        this.version = FileVersion.of(DirectoryFile.require(file));
        this.arena = Arena.ofShared();
        try {
            this.content = map(file, arena);
            this.tensors = reading(() -> tensors(file, content));
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Maps a file and checks its header.
     *
     * @throws CheckpointException naming the file and the tensor at fault
     */
    public static SafetensorsFile open(Path file) {
        return new SafetensorsFile(file);
    }

    /**
     * Reads from the mapping in a way that survives other processes: a page that is gone because the file was cut short is
     * an error here, and so is a file that was rewritten meanwhile, whose bytes may be of either version.
     *
     * @param reader must use Java's own access to {@link #content()}: native code that reads a lost page ends the process
     * @throws CheckpointException where the file is no longer the one that was opened
     */
    public <T> T reading(Supplier<T> reader) {
        T result;
        try {
            result = reader.get();
        } catch (InternalError e) {
            // How the virtual machine reports a SIGBUS in its own memory access.
            throw new CheckpointException(file, "cut off while it was read", e);
        }
        version.requireCurrent();
        return result;
    }

    public Path file() {
        return file;
    }

    /** All bytes of the file. */
    public MemorySegment content() {
        return content;
    }

    /** The tensors by name, in the order of their bytes. */
    public SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /** One tensor, which the file must have. */
    public StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(file, name + ": tensor missing");
        }
        return tensor;
    }

    /** Unmaps the file; its tensors cannot be read any more. */
    @Override
    public void close() {
        arena.close();
    }

    private static MemorySegment map(Path file, Arena arena) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw DirectoryFile.unreadable(file, e);
        }
    }

    private static SequencedMap<String, StoredTensor> tensors(Path file, MemorySegment content) {
        long headerBytes = headerBytes(file, content);
        var header = new ByteBufferBackedInputStream(
                content.asSlice(LENGTH_BYTES, headerBytes).asByteBuffer());
        MemorySegment data = content.asSlice(LENGTH_BYTES + headerBytes);
        var extents = new ArrayList<Extent>();
        for (Map.Entry<String, JsonNode> entry :
                JsonFields.parse(file, header, MAX_HEADER_TOKENS).node().properties()) {
            if (!entry.getKey().equals(METADATA)) {
                extents.add(Extent.of(file, entry.getKey(), entry.getValue()));
            }
        }
        extents.sort(Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end));
        requireExactCover(file, extents, data.byteSize());
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (Extent extent : extents) {
            tensors.put(
                    extent.name(),
                    new StoredTensor(
                            extent.name(),
                            extent.type(),
                            extent.shape(),
                            data.asSlice(extent.begin(), extent.end() - extent.begin())));
        }
        return Collections.unmodifiableSequencedMap(tensors);
    }

    private static long headerBytes(Path file, MemorySegment content) {
        requireNoStandIn(file, content);
        long available = content.byteSize() - LENGTH_BYTES;
        if (available < 0) {
            throw new CheckpointException(
                    file, "size: " + content.byteSize() + " bytes (expected: a safetensors file; cut off?)");
        }
        long length = content.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        long limit = Math.min(available, MAX_HEADER_BYTES);
        if (length < 2 || length > limit) {
            throw new CheckpointException(
                    file,
                    "header length: " + Long.toUnsignedString(length) + " (expected: 2.." + limit
                            + " bytes; cut off?)");
        }
        return length;
    }

    private static void requireNoStandIn(Path file, MemorySegment content) {
        byte[] start = content.asSlice(0, Math.min(content.byteSize(), StandIn.TELLING_BYTES))
                .toArray(ValueLayout.JAVA_BYTE);
        StandIn.of(start).ifPresent(standIn -> {
            throw standIn.asError(file);
        });
    }

    private static void requireExactCover(Path file, List<Extent> extents, long dataBytes) {
        long covered = 0;
        for (Extent extent : extents) {
            if (extent.end() > dataBytes) {
                throw new CheckpointException(
                        file,
                        extent.name() + ": data_offsets end at " + extent.end() + " (expected: at most " + dataBytes
                                + ", the size of the data area; file cut off?)");
            }
            if (extent.begin() != covered) {
                throw new CheckpointException(
                        file,
                        extent.name() + ": data_offsets begin at " + extent.begin() + " (expected: " + covered
                                + ", the end of the tensor before)");
            }
            covered = extent.end();
        }
        if (covered != dataBytes) {
            throw new CheckpointException(
                    file, "data area: " + dataBytes + " bytes (expected: " + covered + ", the end of the last tensor)");
        }
    }

    /** A tensor as the header claims it. */
    private record Extent(String name, StoredType type, List<Long> shape, long begin, long end) {

        static Extent of(Path file, String name, JsonNode entry) {
            JsonNode typeName = entry.path("dtype");
            Optional<StoredType> type =
                    typeName.isString() ? StoredType.named(typeName.stringValue()) : Optional.empty();
            List<Long> shape = naturals(file, name, entry, "shape");
            List<Long> offsets = naturals(file, name, entry, "data_offsets");
            if (type.isEmpty()) {
                throw new CheckpointException(file, name + ": dtype: " + typeName + " (expected: F32, F16 or BF16)");
            }
            if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
                throw new CheckpointException(
                        file, name + ": data_offsets: " + offsets + " (expected: [begin, end], begin <= end)");
            }
            long bytes = bytes(file, name, type.get(), shape);
            if (offsets.get(1) - offsets.get(0) != bytes) {
                throw new CheckpointException(
                        file,
                        name + ": data_offsets: " + offsets + " (expected: " + bytes + " bytes for " + type.get() + " "
                                + shape + ")");
            }
            return new Extent(name, type.get(), shape, offsets.get(0), offsets.get(1));
        }

        private static long bytes(Path file, String name, StoredType type, List<Long> shape) {
            try {
                long bytes = type.bytes();
                for (long size : shape) {
                    bytes = Math.multiplyExact(bytes, size);
                }
                return bytes;
            } catch (ArithmeticException e) {
                throw new CheckpointException(file, name + ": shape: " + shape + " (expected: a size below 2^63)", e);
            }
        }

        private static List<Long> naturals(Path file, String name, JsonNode entry, String key) {
            JsonNode list = entry.path(key);
            var naturals = new ArrayList<Long>();
            for (JsonNode element : list.isArray() ? list.values() : List.<JsonNode>of()) {
                if (element.isIntegralNumber() && element.canConvertToLong() && element.longValue() >= 0) {
                    naturals.add(element.longValue());
                }
            }
            if (!list.isArray() || naturals.size() != list.size()) {
                throw new CheckpointException(file, name + ": " + key + ": " + list + " (expected: natural numbers)");
            }
            return naturals;
        }
    }
}
