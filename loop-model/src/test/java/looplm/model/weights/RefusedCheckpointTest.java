package looplm.model.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import looplm.model.GenerationRequest;
import looplm.model.SerialGenerator;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.cli.ModelCommandRun;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checkpoints that are cut off, corrupt or hostile: an error that names file and tensor, and a process that lives on. */
class RefusedCheckpointTest {

    private static final String NORM = WeightNames.FINAL_NORM;
    private static final int HEAD_PARAMETERS = 259 * 24;

    @TempDir
    private Path folder;

    private Path directory;
    private Path weights;

    @BeforeEach
    void write() {
        directory = TinyLoopLm.write(folder.resolve("model"), 1);
        weights = directory.resolve(WeightFiles.SINGLE);
    }

    @Test
    void load_works_whenNothingIsWrong() {
        TextModel.load(directory).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 100, 2000, -1, -4})
    void load_namesFile_whenWeightsAreCutOff(int length) throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, length >= 0 ? length : bytes.length + length));
        refused(WeightFiles.SINGLE);
    }

    @Test
    void load_namesLastTensor_whenDataIsCutOff() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        refused(WeightFiles.SINGLE, "model.layers.1.post_attention_layernorm_2.weight");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, -1, 0, 1, 1L << 40, Long.MIN_VALUE})
    void load_refuses_whenHeaderIsLongerThanTheFile(long length) throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        Files.write(weights, bytes);
        refused(WeightFiles.SINGLE, "header length");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "[]", "{\"a\": 1}", "{\"a\":{}}", "{\"a\":{},\"a\":{}}", "{"})
    void load_refuses_whenHeaderIsNoTensorMap(String header) throws IOException {
        Files.write(weights, file(header, new byte[8]));
        refused(WeightFiles.SINGLE);
    }

    @Test
    void load_namesTensor_whenOffsetsLeaveOverlapOrDisagree() throws IOException {
        for (String offsets : List.of(
                "[0, 97]",
                "[-1, 95]",
                "[96, 0]",
                "[0]",
                "[0, 96, 1]",
                "[0.5, 96.5]",
                "\"0\"",
                "[0, 1e300]",
                "[9223372036854775806, 9223372036854775807]",
                "[24, 120]")) {
            write();
            edit(NORM, "data_offsets", offsets);
            refused(WeightFiles.SINGLE, NORM);
        }
    }

    @Test
    void load_namesTensor_whenDtypeIsUnknownOrNoWeightType() throws IOException {
        for (String dtype : List.of("\"I8\"", "\"F64\"", "\"I32\"", "\"F128\"", "\"\"", "null", "3")) {
            write();
            edit(NORM, "dtype", dtype);
            refused(WeightFiles.SINGLE, NORM);
        }
        write();
        edit(NORM, "dtype", "\"I32\"");
        refused(NORM, "dtype");
    }

    @Test
    void load_namesTensor_whenShapeIsWrong() throws IOException {
        for (String shape :
                List.of("[24, 1]", "[2, 12]", "[]", "[-24]", "[25]", "[4611686018427387904, 4, 4]", "null")) {
            write();
            edit(NORM, "shape", shape);
            refused(WeightFiles.SINGLE, NORM);
        }
    }

    @Test
    void load_namesTensor_whenOneIsMissing() throws IOException {
        rename(NORM, "model.rotary_emb.inv_freq");
        refused(WeightFiles.SINGLE, NORM, "missing");
    }

    @Test
    void load_namesTensor_whenOneIsSurplus() throws IOException {
        rename(NORM, "model.norm.bias");
        refused(WeightFiles.SINGLE);
        write();
        ObjectNode header = header();
        byte[] data = data();
        header.set("model.extra", entry("F32", 1, data.length));
        Files.write(weights, file(header.toString(), Arrays.copyOf(data, data.length + 4)));
        refused(WeightFiles.SINGLE, "model.extra");
    }

    @Test
    void load_namesTensor_whenAWeightIsNotFinite() throws IOException {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            write();
            byte[] bytes = Files.readAllBytes(weights);
            int at = bytes.length
                    - data().length
                    + header().path(NORM).path("data_offsets").get(0).intValue();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(at + 8, value);
            Files.write(weights, bytes);
            refused(WeightFiles.SINGLE, NORM, "element 2");
        }
    }

    @Test
    void load_namesHead_whenItIsMissingWithoutTiedEmbeddings() throws IOException {
        rename(WeightNames.HEAD, "model.rotary_emb.inv_freq");
        refused(WeightNames.HEAD);
    }

    @Test
    void load_takesACopyOfTheHead_whenEmbeddingsAreTied() throws IOException {
        float[] untied = logits();
        copyEmbeddingIntoHead();
        float[] copied = logits();
        tie();
        assertThat(logits()).isEqualTo(copied).isNotEqualTo(untied);
        assertThat(ModelCommandRun.of("inspect", "--model", directory.toString(), "--json")
                        .json()
                        .path("parameters")
                        .longValue())
                .isEqualTo(parameters() - HEAD_PARAMETERS);

        byte[] bytes = Files.readAllBytes(weights);
        int head = bytes.length
                - data().length
                + header().path(WeightNames.HEAD).path("data_offsets").get(0).intValue();
        bytes[head + 7] ^= 1;
        Files.write(weights, bytes);
        refused(WeightFiles.SINGLE, WeightNames.HEAD, WeightNames.EMBEDDING, "tie_word_embeddings");
    }

    @Test
    void load_refusesTheHead_whenTiedAndOfAnotherForm() throws IOException {
        tie();
        edit(WeightNames.HEAD, "shape", "[" + HEAD_PARAMETERS + "]");
        refused(WeightFiles.SINGLE, WeightNames.HEAD, WeightNames.EMBEDDING);
    }

    @Test
    void load_namesTensor_whenHeaderNamesItTwice() throws IOException {
        String json = header().toString();
        String again = ",\"" + NORM + "\":" + header().path(NORM);
        Files.write(weights, file(json.substring(0, json.length() - 1) + again + "}", data()));
        refused(WeightFiles.SINGLE, "Duplicate", NORM);
    }

    @Test
    void load_namesTensor_whenOneOfItsKeysIsThereTwice() throws IOException {
        String entry = header().path(NORM).toString();
        String twice = entry.substring(0, entry.length() - 1) + ",\"dtype\":\"F32\"}";
        Files.write(weights, file(header().toString().replace(entry, twice), data()));
        refused(WeightFiles.SINGLE, "Duplicate", "dtype");
    }

    @Test
    void load_refuses_whenHeaderIsHugeAndFullOfTensors() throws IOException {
        var json = new StringBuilder("{");
        for (int i = 0; json.length() < 40_000_000; i++) {
            json.append("\"t").append(i).append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},");
        }
        json.setCharAt(json.length() - 1, '}');
        Files.write(weights, file(json.toString(), new byte[0]));
        refused(WeightFiles.SINGLE, "Token count");
    }

    @Test
    void load_refuses_whenHeaderIsLongerThanAnyReal() throws IOException {
        try (var sparse = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001);
            sparse.write(length.flip(), 0);
            sparse.write(ByteBuffer.wrap(new byte[] {' '}), 200_000_000);
        }
        refused(WeightFiles.SINGLE, "header length: 100000001");
    }

    @Test
    void load_refuses_whenHeaderIsNestedDeep() throws IOException {
        Files.write(weights, file("{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}", new byte[0]));
        refused(WeightFiles.SINGLE, "nesting depth");
    }

    @Test
    void load_writesNoControlCharacter_whenANameHoldsThem() throws IOException {
        rename(NORM, "\u001b[2Jmodel\n\u202egpj" + "x".repeat(5000));
        assertThatThrownBy(() -> TextModel.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(WeightFiles.SINGLE)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000).doesNotContainPattern("\\p{C}"));
    }

    @Test
    void load_skipsRotaryFrequencies_whenAnExportStoresThem() throws IOException {
        ObjectNode header = header();
        byte[] data = data();
        header.set("model.rotary_emb.inv_freq", entry("F32", 4, data.length));
        Files.write(weights, file(header.toString(), Arrays.copyOf(data, data.length + 16)));
        TextModel.load(directory).close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7f80, 0xff80, 0x7fc0, 0x7f81})
    void load_namesTensor_whenAHalfPrecisionWeightIsNotFinite(int bits) throws IOException {
        ObjectNode header = header();
        ObjectNode norm = (ObjectNode) header.path(NORM);
        int begin = norm.path("data_offsets").get(0).intValue();
        norm.put("dtype", "BF16");
        header.set("model.rotary_emb.inv_freq", entry("F32", 12, begin + 48));
        ((ArrayNode) norm.path("data_offsets")).set(1, header.numberNode(begin + 48));
        byte[] data = data();
        Arrays.fill(data, begin, begin + 48, (byte) 0);
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putShort(begin + 6, (short) bits);
        Files.write(weights, file(header.toString(), data));
        refused(WeightFiles.SINGLE, NORM, "element 3");
    }

    @Test
    void read_throws_whenTheFileIsCutOffWhileItIsMapped() throws IOException {
        byte[] big = Arrays.copyOf(Files.readAllBytes(weights), 1 << 20);
        Files.write(weights, file("{\"a\":{\"dtype\":\"U8\",\"shape\":[1048576],\"data_offsets\":[0,1048576]}}", big));
        try (var files = WeightFiles.open(directory)) {
            Files.write(weights, new byte[8]);
            assertThatThrownBy(() -> files.reading(
                            () -> files.files().getFirst().tensor("a").data().toArray(ValueLayout.JAVA_BYTE)))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll(WeightFiles.SINGLE, "while it was read");
            assertThatThrownBy(() -> WeightsHash.of(directory, files))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll(WeightFiles.SINGLE, "while it was read");
        }
    }

    @Test
    void read_throws_whenTheFileIsRewrittenWhileItIsMapped() throws IOException {
        try (var files = WeightFiles.open(directory)) {
            byte[] bytes = Files.readAllBytes(weights);
            Files.write(weights, bytes);
            Files.setLastModifiedTime(weights, FileTime.fromMillis(1));
            assertThatThrownBy(() -> files.reading(() -> 1))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContainingAll(WeightFiles.SINGLE, "changed while it was read");
        }
    }

    private static JsonNode entry(String dtype, int elements, int begin) {
        return JsonMapper.shared()
                .readTree("{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                        .formatted(dtype, elements, begin, begin + 4 * elements));
    }

    /** Logits of one token, to tell models apart. */
    private float[] logits() {
        try (TextModel text = TextModel.load(directory)) {
            var request =
                    new GenerationRequest(text.defaultExit(), KvPolicy.LAST_EXITED, SamplingParams.GREEDY, 1, Set.of());
            var seen = new ArrayList<float[]>();
            new SerialGenerator(text.model()).generate(new int[] {1, 2}, request, (token, logits) -> seen.add(logits));
            return seen.getFirst().clone();
        }
    }

    private long parameters() {
        return WeightNames.shapes(TinyLoopLm.config()).values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    private void tie() throws IOException {
        Path config = directory.resolve(LoopLmConfig.FILE);
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config);
        Files.writeString(config, json.put("tie_word_embeddings", true).toString());
    }

    private void copyEmbeddingIntoHead() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        int data = bytes.length - data().length;
        JsonNode from = header().path(WeightNames.EMBEDDING).path("data_offsets");
        int to = header().path(WeightNames.HEAD).path("data_offsets").get(0).intValue();
        System.arraycopy(bytes, data + from.get(0).intValue(), bytes, data + to, 4 * HEAD_PARAMETERS);
        Files.write(weights, bytes);
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> TextModel.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(parts);
    }

    private void edit(String tensor, String key, String json) throws IOException {
        ObjectNode header = header();
        ((ObjectNode) header.path(tensor)).set(key, JsonMapper.shared().readTree(json));
        Files.write(weights, file(header.toString(), data()));
    }

    private void rename(String tensor, String name) throws IOException {
        ObjectNode header = header();
        header.set(name, header.remove(tensor));
        Files.write(weights, file(header.toString(), data()));
    }

    private ObjectNode header() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        JsonNode header = JsonMapper.shared().readTree(new String(bytes, 8, headerLength(bytes), UTF_8));
        return (ObjectNode) header;
    }

    private byte[] data() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        return Arrays.copyOfRange(bytes, 8 + headerLength(bytes), bytes.length);
    }

    private static int headerLength(byte[] bytes) {
        return Math.toIntExact(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
    }

    private static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }
}
