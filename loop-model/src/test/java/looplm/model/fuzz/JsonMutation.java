package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of a JSON tree that leave it a JSON tree. */
final class JsonMutation {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "2",
            "3",
            "-1",
            "7",
            "65535",
            "1048576",
            "1048577",
            "2147483647",
            "2147483648",
            "4294967296",
            "9223372036854775807",
            "18446744073709551616",
            "1e400",
            "-1e-400",
            "0.5",
            "2.0",
            "1e-320",
            "\"\"",
            "\"4\"",
            "\"\\u0000\\u001b[2J\"",
            "\"\\ud800\"",
            "\"" + "x".repeat(5000) + "\"",
            "[]",
            "[0]",
            "[null]",
            "{}",
            "{\"a\":{\"b\":[1]}}",
            "[".repeat(40) + "]".repeat(40),
            "[".repeat(400) + "]".repeat(400));

    private JsonMutation() {}

    static JsonNode value(RandomGenerator random) {
        return JsonMapper.shared().readTree(VALUES.get(random.nextInt(VALUES.size())));
    }

    /** A number near a given one: where limits are passed by one. */
    static long near(long value, RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> value + 1;
            case 1 -> value - 1;
            case 2 -> value * 2;
            case 3 -> value / 2;
            case 4 -> -value;
            default -> value + random.nextInt(-64, 65);
        };
    }

    /** Replaces, removes, renames, copies or moves one node somewhere in the tree. */
    static void mutate(JsonNode root, RandomGenerator random) {
        JsonNode parent = anyContainer(root, random);
        if (parent instanceof ObjectNode object && !object.isEmpty()) {
            mutate(object, any(List.copyOf(object.propertyNames()), random), root, random);
        } else if (parent instanceof ArrayNode array && !array.isEmpty()) {
            mutate(array, random.nextInt(array.size()), root, random);
        }
    }

    private static void mutate(ObjectNode object, String key, JsonNode root, RandomGenerator random) {
        JsonNode old = object.path(key);
        switch (random.nextInt(7)) {
            case 0 -> object.remove(key);
            case 1 -> object.set(key + "x", object.remove(key));
            case 2 -> object.set(key, anyNode(root, random).deepCopy());
            case 3 -> object.set(any(List.copyOf(object.propertyNames()), random), old);
            case 4 -> object.put(key, near(old.asLong(0), random));
            default -> object.set(key, value(random));
        }
    }

    private static void mutate(ArrayNode array, int index, JsonNode root, RandomGenerator random) {
        JsonNode old = array.get(index);
        switch (random.nextInt(6)) {
            case 0 -> array.remove(index);
            case 1 -> array.add(old);
            case 2 -> array.set(index, anyNode(root, random).deepCopy());
            case 3 -> array.set(index, JsonMapper.shared().valueToTree(near(old.asLong(0), random)));
            default -> array.set(index, value(random));
        }
    }

    /** The document with one name of its outer object written a second time. */
    static byte[] withDuplicate(ObjectNode object, RandomGenerator random) {
        Map.Entry<String, JsonNode> entry = any(List.copyOf(object.properties()), random);
        String name = JsonMapper.shared().writeValueAsString(entry.getKey());
        String value = random.nextBoolean()
                ? entry.getValue().toString()
                : value(random).toString();
        String json = object.toString();
        return (json.substring(0, json.length() - 1) + "," + name + ":" + value + "}").getBytes(UTF_8);
    }

    static <T> T any(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    /** Goes down at random, so that every part is hit and not only the long lists. */
    private static JsonNode anyContainer(JsonNode root, RandomGenerator random) {
        JsonNode node = root;
        while (true) {
            List<JsonNode> containers = new ArrayList<>();
            node.values().stream().filter(JsonNode::isContainer).forEach(containers::add);
            if (containers.isEmpty() || random.nextInt(3) == 0) {
                return node;
            }
            node = any(containers, random);
        }
    }

    private static JsonNode anyNode(JsonNode root, RandomGenerator random) {
        JsonNode container = anyContainer(root, random);
        return container.isEmpty() ? container : any(List.copyOf(container.values()), random);
    }
}
