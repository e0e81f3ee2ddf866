package looplm.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import looplm.trainer.recipe.Recipe;
import tools.jackson.databind.JsonNode;

/** Documents from files: every epoch goes through all of them in another order. */
public final class FileData implements TrainingData {

    private static final String FILES = "files";

    private final List<Document> documents;
    private final Map<String, Object> hashes;
    private final long seed;
    private final int rows;
    private final int padding;
    private long epoch = -1;
    private List<Integer> order = List.of();

    private FileData(List<DocumentFile> files, long seed, int rows, int padding) {
        documents = files.stream().flatMap(file -> file.documents().stream()).toList();
        hashes = new LinkedHashMap<>();
        files.forEach(file -> hashes.put(file.path().toString(), file.sha256()));
        this.seed = seed;
        this.rows = rows;
        this.padding = padding;
    }

    /**
     * Reads the files of a recipe in full.
     *
     * @param encoder of the checkpoint that the run starts from
     * @throws IllegalArgumentException naming file and line, where a line is not what its format says
     * @throws IOException if a file cannot be read
     */
    public static FileData read(Recipe recipe, DocumentEncoder encoder) throws IOException {
        var files = new ArrayList<DocumentFile>();
        for (var file : recipe.data().files()) {
            files.add(DocumentFile.read(Path.of(file.path()), file.format(), encoder));
        }
        return new FileData(files, recipe.seed(), recipe.data().rows(), encoder.padding());
    }

    /** Number of documents. */
    public int size() {
        return documents.size();
    }

    @Override
    public List<Document> draw(long update) {
        long first = Math.max(0, update) * rows;
        return IntStream.range(0, rows).mapToObj(i -> at(first + i)).toList();
    }

    private Document at(long index) {
        long wanted = index / documents.size();
        if (wanted != epoch) {
            var shuffled =
                    new ArrayList<>(IntStream.range(0, documents.size()).boxed().toList());
            Collections.shuffle(shuffled, new Random(seed * 0x9E3779B97F4A7C15L + wanted));
            order = shuffled;
            epoch = wanted;
        }
        return documents.get(order.get((int) (index % documents.size())));
    }

    /** The order does not depend on what was learned. */
    @Override
    public void learned(boolean[] right) {}

    @Override
    public int padding() {
        return padding;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of(FILES, hashes);
    }

    /**
     * There is nothing to take over: the number of the update says it all, as long as the files are the same.
     *
     * @throws IllegalArgumentException naming the first one that is not
     */
    @Override
    public void restore(JsonNode state) {
        hashes.forEach((path, hash) -> {
            String before = state.path(FILES).path(path).stringValue("none");
            if (!before.equals(hash)) {
                throw new IllegalArgumentException(
                        "--resume: data.files.path: %s: SHA-256 %s (expected: %s, as at the checkpoint)"
                                .formatted(path, hash, before));
            }
        });
    }

    @Override
    public Map<String, Integer> levels() {
        return Map.of();
    }
}
