package looplm.model.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.DirectoryFile;
import looplm.model.checkpoint.JsonFields;
import tools.jackson.databind.JsonNode;

/** The open safetensors files of a model directory: one, or the shards that an index names. */
public final class WeightFiles implements AutoCloseable {

    public static final String SINGLE = "model.safetensors";
    public static final String INDEX = "model.safetensors.index.json";

    /** A plain file name: an index must not lead out of its directory. */
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.safetensors");

    private final List<SafetensorsFile> files;
    private final SequencedMap<String, SafetensorsFile> owners;

    private WeightFiles(List<SafetensorsFile> files, SequencedMap<String, SafetensorsFile> owners) {
        this.files = files;
        this.owners = owners;
    }

    /**
     * Opens the weights of a directory. A single file wins over an index, as in Hugging Face's loader.
     *
     * @throws CheckpointException naming the file and the tensor at fault
     */
    public static WeightFiles open(Path directory) {
        var files = new ArrayList<SafetensorsFile>();
        try {
            Path index = directory.resolve(INDEX);
            if (DirectoryFile.exists(directory.resolve(SINGLE)) || !DirectoryFile.exists(index)) {
                files.add(SafetensorsFile.open(directory.resolve(SINGLE)));
                return new WeightFiles(files, owners(files));
            }
            SequencedMap<String, String> shardOf = shardOf(index);
            for (String shard : new TreeSet<>(shardOf.values())) {
                files.add(SafetensorsFile.open(directory.resolve(shard)));
            }
            SequencedMap<String, SafetensorsFile> owners = owners(files);
            requireSame(index, shardOf, owners);
            return new WeightFiles(files, owners);
        } catch (RuntimeException e) {
            files.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    /** The files in name order. */
    public List<SafetensorsFile> files() {
        return files;
    }

    /**
     * Reads from the mappings of all files, see {@link SafetensorsFile#reading}.
     *
     * @throws CheckpointException where a file is no longer the one that was opened
     */
    public <T> T reading(Supplier<T> reader) {
        Supplier<T> guarded = reader;
        for (SafetensorsFile file : files) {
            Supplier<T> inner = guarded;
            guarded = () -> file.reading(inner);
        }
        return guarded.get();
    }

    /** The file that holds each tensor. */
    SequencedMap<String, SafetensorsFile> owners() {
        return owners;
    }

    /** The file that holds a tensor, which one of them must. */
    public SafetensorsFile owner(String name) {
        SafetensorsFile owner = owners.get(name);
        if (owner == null) {
            throw new CheckpointException(files.getFirst().file(), name + ": tensor missing");
        }
        return owner;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private static SequencedMap<String, SafetensorsFile> owners(List<SafetensorsFile> files) {
        var owners = new LinkedHashMap<String, SafetensorsFile>();
        for (SafetensorsFile file : files) {
            for (String name : file.tensors().keySet()) {
                SafetensorsFile other = owners.putIfAbsent(name, file);
                if (other != null) {
                    throw new CheckpointException(file.file(), name + ": also in " + other.file());
                }
            }
        }
        return owners;
    }

    private static SequencedMap<String, String> shardOf(Path index) {
        JsonFields map = JsonFields.read(index)
                .object("weight_map")
                .orElseThrow(() -> new CheckpointException(index, "weight_map: missing"));
        var shardOf = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> entry : map.node().properties()) {
            JsonNode shard = entry.getValue();
            if (!shard.isString() || !SHARD.matcher(shard.stringValue()).matches()) {
                throw map.fault(entry.getKey(), "a .safetensors file of the same directory");
            }
            shardOf.put(entry.getKey(), shard.stringValue());
        }
        if (shardOf.isEmpty()) {
            throw new CheckpointException(index, "weight_map: {} (expected: the shard of every tensor)");
        }
        return shardOf;
    }

    private static void requireSame(
            Path index, SequencedMap<String, String> shardOf, SequencedMap<String, SafetensorsFile> owners) {
        shardOf.forEach((name, shard) -> {
            Path expected = index.resolveSibling(shard);
            SafetensorsFile owner = owners.get(name);
            if (owner == null || !owner.file().equals(expected)) {
                throw new CheckpointException(expected, name + ": tensor missing (expected by " + INDEX + ")");
            }
        });
        owners.forEach((name, owner) -> {
            if (!shardOf.containsKey(name)) {
                throw new CheckpointException(owner.file(), name + ": tensor not in " + INDEX);
            }
        });
    }
}
