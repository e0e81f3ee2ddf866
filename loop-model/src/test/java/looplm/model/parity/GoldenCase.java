package looplm.model.parity;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One folder of golden/: a checkpoint and what the reference computes with it. Remembers which tensors were asked for. */
public final class GoldenCase implements AutoCloseable {

    private final Path folder;
    private final SafetensorsFile expected;

    private final Set<String> read = new TreeSet<>();

    GoldenCase(Path folder) {
        this.folder = folder;
        this.expected = SafetensorsFile.open(folder.resolve("expected.safetensors"));
    }

    /** A case that this repository holds. */
    public static GoldenCase open(String name) {
        return new GoldenCase(root().resolve(name));
    }

    /** Where this repository's cases are. */
    static Path root() {
        try {
            return Path.of(Objects.requireNonNull(GoldenCase.class.getResource("/golden"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return String.valueOf(folder.getFileName());
    }

    /** The safetensors file of the reference's tensors. */
    public Path expectedFile() {
        return expected.file();
    }

    /** Names of all tensors. */
    Set<String> tensors() {
        return expected.tensors().keySet();
    }

    boolean has(String name) {
        return expected.tensors().containsKey(name);
    }

    /** A scalar or setting of {@code expected.json}. */
    JsonNode scalar(String name) {
        return json("expected.json").path("scalars").path(name);
    }

    /** Tensors that were asked for. */
    Set<String> read() {
        return read;
    }

    private StoredTensor tensor(String name) {
        read.add(name);
        return expected.tensor(name);
    }

    public Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    JsonNode json(String file) {
        return json(folder.resolve(file));
    }

    public int[] shape(String name) {
        return tensor(name).shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    public float[] floats(String name) {
        StoredTensor tensor = tensor(name);
        var values = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data().get(JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES);
        }
        return values;
    }

    public int[] ints(String name) {
        StoredTensor tensor = tensor(name);
        return IntStream.range(0, Math.toIntExact(tensor.elements()))
                .map(i -> Math.toIntExact(tensor.data().get(JAVA_LONG_UNALIGNED, (long) i * Long.BYTES)))
                .toArray();
    }

    /** Row {@code index} of the first dimension of an integer tensor. */
    public int[] ints(String name, int index) {
        int[] all = ints(name);
        int width = all.length / shape(name)[0];
        return Arrays.copyOfRange(all, index * width, (index + 1) * width);
    }

    /** Row {@code index} of the first dimension of a float tensor. */
    public float[] floats(String name, int index) {
        float[] all = floats(name);
        int width = all.length / shape(name)[0];
        return Arrays.copyOfRange(all, index * width, (index + 1) * width);
    }

    @Override
    public void close() {
        expected.close();
    }
}
