package looplm.trainer;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.script.TensorMemory;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.SafetensorsWriter;
import looplm.model.weights.StoredTensor;
import looplm.model.weights.StoredType;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.optimizer.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checkpoints of an unfinished run, below its output directory. Each holds everything that the next update depends
 * on: parameters, both moments of the optimizer, counters, state of the data. Each appears whole or not at all; only
 * the newest are kept.
 */
final class CheckpointStore {

    /** Folder of the checkpoints below the output directory. */
    static final String FOLDER = "checkpoints";

    static final String PARAMETERS = "model.safetensors";
    static final String OPTIMIZER = "optimizer.safetensors";
    static final String STATE = "state.json";

    private final Path folder;
    private final int kept;

    /**
     * The checkpoints of a run.
     *
     * @param kept how many, at least 1
     */
    CheckpointStore(Path out, int kept) {
        folder = out.resolve(FOLDER);
        this.kept = kept;
    }

    /** Writes a checkpoint, then removes old ones. */
    void save(long update, Parameters parameters, AdamW optimizer, Map<String, Object> state) {
        Path target = folder.resolve("update-%09d".formatted(update));
        try (var writer = ModelDirectoryWriter.begin(target)) {
            SafetensorsWriter.write(writer.directory().resolve(PARAMETERS), parameters.byName(), Map.of());
            SafetensorsWriter.write(writer.directory().resolve(OPTIMIZER), moments(parameters, optimizer), Map.of());
            writer.write(
                    STATE, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(state));
            writer.publish();
        }
        List<Path> all = all();
        all.subList(0, Math.max(0, all.size() - kept)).forEach(CheckpointStore::delete);
    }

    private static SequencedMap<String, NDArray> moments(Parameters parameters, AdamW optimizer) {
        var moments = new LinkedHashMap<String, NDArray>();
        for (int i = 0; i < parameters.names().size(); i++) {
            moments.put(
                    "first." + parameters.names().get(i),
                    optimizer.firstMoments().get(i));
            moments.put(
                    "second." + parameters.names().get(i),
                    optimizer.secondMoments().get(i));
        }
        return moments;
    }

    /**
     * Takes over the tensors of a checkpoint.
     *
     * @return its state
     * @throws CheckpointException naming the file at fault
     */
    static JsonNode load(Path checkpoint, Parameters parameters, AdamW optimizer) {
        fill(checkpoint.resolve(PARAMETERS), parameters.byName());
        fill(checkpoint.resolve(OPTIMIZER), moments(parameters, optimizer));
        return state(checkpoint);
    }

    /** The state of a checkpoint. */
    static JsonNode state(Path checkpoint) {
        Path file = checkpoint.resolve(STATE);
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException | JacksonException e) {
            throw new CheckpointException(file, "unreadable: " + e.getMessage(), e);
        }
    }

    private static void fill(Path path, Map<String, NDArray> arrays) {
        try (var file = SafetensorsFile.open(path)) {
            arrays.forEach((name, array) -> {
                StoredTensor stored = file.tensor(name);
                List<Long> shape =
                        Arrays.stream(array.getShape().getShape()).boxed().toList();
                if (stored.type() != StoredType.F32 || !stored.shape().equals(shape)) {
                    throw new CheckpointException(
                            path, "%s: %s %s (expected: F32 %s)".formatted(name, stored.type(), stored.shape(), shape));
                }
                MemorySegment.copy(
                        stored.data(),
                        JAVA_FLOAT.withByteAlignment(1),
                        0,
                        TensorMemory.of(array),
                        JAVA_FLOAT,
                        0,
                        stored.elements());
            });
        }
    }

    /** The newest checkpoint. */
    Optional<Path> newest() {
        List<Path> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    private List<Path> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("update-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
