package looplm.model.train;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.SafetensorsWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checkpoints of an unfinished run, below its output directory. Each holds everything that the next update depends
 * on: parameters, both moments of the optimizer, counters, curriculum. Each appears whole or not at all; the newest two
 * are kept.
 */
final class CheckpointStore {

    /** Folder of the checkpoints below the output directory. */
    static final String FOLDER = "checkpoints";

    static final String PARAMETERS = "model.safetensors";
    static final String OPTIMIZER = "optimizer.safetensors";
    static final String STATE = "state.json";

    private static final int KEPT = 2;

    private final Path folder;

    CheckpointStore(Path out) {
        folder = out.resolve(FOLDER);
    }

    /** Writes a checkpoint, then removes old ones. */
    void save(long update, Parameters parameters, AdamW optimizer, Map<String, Object> state) {
        Path target = folder.resolve("update-%09d".formatted(update));
        try (var writer = ModelDirectoryWriter.begin(target)) {
            SafetensorsWriter.write(writer.directory().resolve(PARAMETERS), parameters.byName(), Map.of());
            var moments = new LinkedHashMap<String, NDArray>();
            for (int i = 0; i < parameters.names().size(); i++) {
                moments.put(
                        "first." + parameters.names().get(i),
                        optimizer.firstMoments().get(i));
                moments.put(
                        "second." + parameters.names().get(i),
                        optimizer.secondMoments().get(i));
            }
            SafetensorsWriter.write(writer.directory().resolve(OPTIMIZER), moments, Map.of());
            writer.write(
                    STATE, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(state));
            writer.publish();
        }
        List<Path> all = all();
        all.subList(0, Math.max(0, all.size() - KEPT)).forEach(CheckpointStore::delete);
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
