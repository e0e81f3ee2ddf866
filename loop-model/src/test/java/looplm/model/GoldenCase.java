package looplm.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One folder of golden/: a checkpoint and what the reference computes with it. */
final class GoldenCase implements AutoCloseable {

    private final Path folder;
    private final SafetensorsFile expected;

    private GoldenCase(Path folder) {
        this.folder = folder;
        this.expected = SafetensorsFile.open(folder.resolve("expected.safetensors"));
    }

    static GoldenCase open(String name) {
        return new GoldenCase(root().resolve(name));
    }

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

    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    JsonNode json(String file) {
        return json(folder.resolve(file));
    }

    int[] shape(String name) {
        return expected.tensor(name).shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    float[] floats(String name) {
        StoredTensor tensor = expected.tensor(name);
        var values = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.data().get(JAVA_FLOAT_UNALIGNED, (long) i * Float.BYTES);
        }
        return values;
    }

    int[] ints(String name) {
        StoredTensor tensor = expected.tensor(name);
        return IntStream.range(0, Math.toIntExact(tensor.elements()))
                .map(i -> Math.toIntExact(tensor.data().get(JAVA_LONG_UNALIGNED, (long) i * Long.BYTES)))
                .toArray();
    }

    /** Row {@code index} of the first dimension of an integer tensor. */
    int[] ints(String name, int index) {
        int[] all = ints(name);
        int width = all.length / shape(name)[0];
        return Arrays.copyOfRange(all, index * width, (index + 1) * width);
    }

    /** Row {@code index} of the first dimension of a float tensor. */
    float[] floats(String name, int index) {
        float[] all = floats(name);
        int width = all.length / shape(name)[0];
        return Arrays.copyOfRange(all, index * width, (index + 1) * width);
    }

    @Override
    public void close() {
        expected.close();
    }
}
