package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be wrong inside one safetensors file. */
final class TensorMutations {

    private static final List<String> TYPES =
            List.of("F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL", "F8_E4M3", "f32", "", "F128");

    private TensorMutations() {}

    static void headerLength(Mutant mutant, RandomGenerator random) {
        String name = anyFile(mutant, random);
        byte[] file = mutant.get(name);
        SafetensorsBytes parts = SafetensorsBytes.of(file);
        byte[] header = parts.header().toString().getBytes(UTF_8);
        long right = header.length;
        switch (random.nextInt(12)) {
            case 0 -> mutant.put(name, Arrays.copyOf(file, random.nextInt(file.length)));
            case 1 -> mutant.put(name, SafetensorsBytes.file(JsonMutation.near(right, random), header, parts.data()));
            case 2 -> mutant.put(name, SafetensorsBytes.file(random.nextLong(), header, parts.data()));
            case 3 -> mutant.put(name, SafetensorsBytes.file((1L << 32) + right, header, parts.data()));
            case 4 -> mutant.put(name, SafetensorsBytes.file(file.length, header, parts.data()));
            case 5 -> mutant.put(name, padded(parts, " ".repeat(random.nextInt(1, 300))));
            case 6 -> mutant.put(name, new SafetensorsBytes(parts.header(), halves(parts.data())).file());
            case 7 -> mutant.put(name, padded(parts, JsonMutation.value(random).toString()));
            default -> mutant.put(name, bigHeader(parts, random));
        }
    }

    static void offsets(Mutant mutant, RandomGenerator random) {
        String name = anyFile(mutant, random);
        SafetensorsBytes parts = SafetensorsBytes.of(mutant.get(name));
        String tensor = JsonMutation.any(parts.tensors(), random);
        String other = JsonMutation.any(parts.tensors(), random);
        var offsets = (ArrayNode) parts.tensor(tensor).path("data_offsets");
        int side = random.nextInt(2);
        switch (random.nextInt(8)) {
            case 0 -> swapOffsets(parts, tensor, other);
            case 1 ->
                parts.tensor(tensor)
                        .set(
                                "data_offsets",
                                parts.tensor(other).path("data_offsets").deepCopy());
            case 2 -> shift(offsets, random.nextInt(-64, 65));
            case 3 -> shift(offsets, parts.data().length);
            case 4 ->
                offsets.set(
                        side,
                        JsonMapper.shared()
                                .valueToTree(JsonMutation.near(offsets.get(side).longValue(), random)));
            case 5 -> offsets.insert(0, offsets.remove(1));
            case 6 -> parts.tensor(tensor).set("data_offsets", JsonMutation.value(random));
            default -> offsets.set(side, JsonMutation.value(random));
        }
        mutant.put(name, parts.file());
    }

    static void dtype(Mutant mutant, RandomGenerator random) {
        String name = anyFile(mutant, random);
        SafetensorsBytes parts = SafetensorsBytes.of(mutant.get(name));
        ObjectNode tensor = parts.tensor(JsonMutation.any(parts.tensors(), random));
        String type = JsonMutation.any(TYPES, random);
        switch (random.nextInt(5)) {
            case 0 -> tensor.set("dtype", JsonMutation.value(random));
            case 1 -> tensor.remove("dtype");
            case 2 -> reinterpret(tensor, type, random);
            case 3 -> parts.tensors().forEach(each -> parts.tensor(each).put("dtype", type));
            default -> tensor.put("dtype", type);
        }
        mutant.put(name, parts.file());
    }

    static void shape(Mutant mutant, RandomGenerator random) {
        String name = anyFile(mutant, random);
        SafetensorsBytes parts = SafetensorsBytes.of(mutant.get(name));
        ObjectNode tensor = parts.tensor(JsonMutation.any(parts.tensors(), random));
        var shape = (ArrayNode) tensor.path("shape");
        switch (random.nextInt(9)) {
            case 0 -> shape.add(1);
            case 1 -> shape.insert(0, 1);
            case 2 -> shape.insert(0, shape.remove(shape.size() - 1));
            case 3 -> shape.add(0);
            case 4 -> shape.add(1L << 32).add(1L << 32);
            case 5 -> shape.removeAll().add(1L << 62).add(4);
            case 6 -> factorised(tensor, shape);
            case 7 -> tensor.set("shape", JsonMutation.value(random));
            default -> shape.set(random.nextInt(shape.size()), JsonMutation.value(random));
        }
        mutant.put(name, parts.file());
    }

    static void payload(Mutant mutant, RandomGenerator random) {
        String name = anyFile(mutant, random);
        SafetensorsBytes parts = SafetensorsBytes.of(mutant.get(name));
        byte[] data = parts.data();
        int at = random.nextInt(data.length - 16) & -4;
        var floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(8)) {
            case 0 -> data[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> floats.putInt(at, 0x7fc00000 | random.nextInt(1 << 20));
            case 2 -> floats.putFloat(at, random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
            case 3 -> floats.putFloat(at, random.nextBoolean() ? Float.MAX_VALUE : -Float.MAX_VALUE);
            case 4 -> Arrays.fill(data, at, Math.min(data.length, at + 4096), (byte) 0);
            case 5 -> Arrays.fill(data, at, Math.min(data.length, at + 4096), (byte) random.nextInt());
            case 6 -> data = Arrays.copyOf(data, random.nextInt(data.length));
            default -> data = Arrays.copyOf(data, data.length + random.nextInt(1, 64));
        }
        mutant.put(name, new SafetensorsBytes(parts.header(), data).file());
    }

    /** As if the header had promised twice as much. */
    private static byte[] halves(byte[] data) {
        return Arrays.copyOf(data, data.length / 2);
    }

    private static String anyFile(Mutant mutant, RandomGenerator random) {
        return JsonMutation.any(mutant.names(".safetensors"), random);
    }

    private static byte[] padded(SafetensorsBytes parts, String after) {
        return SafetensorsBytes.file(parts.header() + after, parts.data());
    }

    /** Much more in the header than tensors: metadata of any kind, or thousands of empty tensors. */
    private static byte[] bigHeader(SafetensorsBytes parts, RandomGenerator random) {
        if (random.nextBoolean()) {
            parts.header().set("__metadata__", JsonMutation.value(random));
            return parts.file();
        }
        for (int i = random.nextInt(1, 3000); i > 0; i--) {
            parts.header()
                    .putObject("extra." + i)
                    .put("dtype", "F32")
                    .set("shape", JsonMapper.shared().readTree("[0]"))
                    .set("data_offsets", JsonMapper.shared().readTree("[0,0]"));
        }
        return parts.file();
    }

    private static void swapOffsets(SafetensorsBytes parts, String one, String other) {
        var kept = parts.tensor(one).path("data_offsets").deepCopy();
        parts.tensor(one).set("data_offsets", parts.tensor(other).path("data_offsets"));
        parts.tensor(other).set("data_offsets", kept);
    }

    private static void shift(ArrayNode offsets, long by) {
        for (int i = 0; i < 2; i++) {
            offsets.set(i, JsonMapper.shared().valueToTree(offsets.get(i).longValue() + by));
        }
    }

    /** The same bytes as another type, with a shape that fits them. */
    private static void reinterpret(ObjectNode tensor, String type, RandomGenerator random) {
        long bytes = tensor.path("data_offsets").path(1).longValue()
                - tensor.path("data_offsets").path(0).longValue();
        long element = List.of(1, 2, 4, 8).get(random.nextInt(4));
        tensor.put("dtype", type);
        tensor.set("shape", JsonMapper.shared().valueToTree(List.of(bytes / element)));
    }

    private static void factorised(ObjectNode tensor, ArrayNode shape) {
        long elements = 1;
        for (int i = 0; i < shape.size(); i++) {
            elements *= shape.get(i).longValue();
        }
        tensor.set("shape", JsonMapper.shared().valueToTree(List.of(2, elements / 2)));
    }
}
