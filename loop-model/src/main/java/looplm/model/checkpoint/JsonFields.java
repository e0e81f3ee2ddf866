package looplm.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed access to a JSON object that somebody else wrote: each fault names file, key, value and what was expected. A
 * key that is null counts as missing, as in Hugging Face configurations.
 */
public final class JsonFields {

    /** Larger than any real configuration, small enough to hold in memory twice. */
    private static final long MAX_BYTES = 64L << 20;

    /** A vocabulary of 256 Ki words with its merges has 3 million; a tree of so many fits a small heap. */
    private static final long MAX_TOKENS = 4L << 20;

    private static final int MAX_DEPTH = 64;
    private static final JsonMapper JSON = mapper(MAX_TOKENS);

    private final Path file;
    private final JsonNode object;

    /** What stands before a key in a message: the names of the objects around this one. */
    private final String path;

    private JsonFields(Path file, JsonNode object, String path) {
        this.file = file;
        this.object = object;
        this.path = path;
    }

    /** Reads a file that must exist. */
    public static JsonFields read(Path file) {
        return parse(file, readText(file, MAX_BYTES));
    }

    /** Reads a file that may be absent. */
    public static Optional<JsonFields> readIfPresent(Path file) {
        return DirectoryFile.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * The bytes of a file that must exist and hold what its name says.
     *
     * @param limit bytes it may have at most; a file that grows meanwhile is read no further
     */
    public static byte[] readText(Path file, long limit) {
        try (InputStream bytes = Files.newInputStream(DirectoryFile.require(file))) {
            byte[] content = bytes.readNBytes(Math.toIntExact(limit + 1));
            if (content.length > limit) {
                throw new CheckpointException(
                        file, "size: " + Files.size(file) + " bytes (expected: at most " + limit + ")");
            }
            StandIn.of(content).ifPresent(standIn -> {
                throw standIn.asError(file);
            });
            return content;
        } catch (IOException e) {
            throw DirectoryFile.unreadable(file, e);
        }
    }

    /** Parses a JSON object found in {@code file}. */
    public static JsonFields parse(Path file, byte[] json) {
        return parse(file, () -> JSON.readTree(json));
    }

    /**
     * Parses a JSON object found in {@code file}, straight from where it lies.
     *
     * @param maxTokens braces, names and values it may have at most
     */
    public static JsonFields parse(Path file, InputStream json, long maxTokens) {
        return parse(file, () -> mapper(maxTokens).readTree(json));
    }

    private static JsonFields parse(Path file, Supplier<JsonNode> parser) {
        JsonNode node;
        try {
            node = parser.get();
        } catch (JacksonException e) {
            throw new CheckpointException(file, "not JSON: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new CheckpointException(file, "not a JSON object");
        }
        return new JsonFields(file, node, "");
    }

    /** Refuses a name that occurs twice: two readers would disagree about which one counts. */
    private static JsonMapper mapper(long maxTokens) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxTokenCount(maxTokens)
                                .maxNestingDepth(MAX_DEPTH)
                                .build())
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    public Path file() {
        return file;
    }

    /** The object itself, for structures this class has no accessor for. */
    public JsonNode node() {
        return object;
    }

    public boolean has(String key) {
        return object.hasNonNull(key);
    }

    /** An object below this one; a fault in it names the same file. */
    public Optional<JsonFields> object(String key) {
        return optional(key).map(value -> {
            if (!value.isObject()) {
                throw fault(key, "an object");
            }
            return new JsonFields(file, value, path + key + ".");
        });
    }

    /** An object found somewhere below this one; a fault in it names the same file. */
    public JsonFields within(JsonNode below) {
        return new JsonFields(file, below, path);
    }

    /**
     * Refuses names that nobody here knows.
     *
     * @param where what this object is, for the message
     */
    public void requireOnly(String where, Set<String> known, String... more) {
        for (String key : object.propertyNames()) {
            if (!known.contains(key) && !List.of(more).contains(key)) {
                throw new CheckpointException(
                        file,
                        where + "." + key + ": unknown (expected: " + String.join(", ", new TreeSet<>(known)) + ")");
            }
        }
    }

    public int integer(String key, int min, int max) {
        return optionalInteger(key, min, max).orElseThrow(() -> missing(key));
    }

    public OptionalInt optionalInteger(String key, int min, int max) {
        return optional(key)
                .map(value -> OptionalInt.of(inRange(key, value, min, max)))
                .orElse(OptionalInt.empty());
    }

    public double number(String key, double min, double max) {
        JsonNode value = optional(key).orElseThrow(() -> missing(key));
        if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw fault(key, min + ".." + max);
        }
        return value.doubleValue();
    }

    public boolean flag(String key, boolean whenMissing) {
        return optional(key)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw fault(key, "true or false");
                    }
                    return value.booleanValue();
                })
                .orElse(whenMissing);
    }

    public Optional<String> text(String key) {
        return optional(key).map(value -> {
            if (!value.isString()) {
                throw fault(key, "a string");
            }
            return value.stringValue();
        });
    }

    /** A list of strings; empty where the key is missing. */
    public List<String> texts(String key) {
        var texts = new ArrayList<String>();
        optional(key).ifPresent(value -> {
            if (!value.isArray() || !value.values().stream().allMatch(JsonNode::isString)) {
                throw fault(key, "a list of strings");
            }
            value.values().forEach(element -> texts.add(element.stringValue()));
        });
        return List.copyOf(texts);
    }

    /** One integer or a list of them, as Hugging Face writes end tokens; empty where the key is missing. */
    public List<Integer> integers(String key, int min, int max) {
        var integers = new ArrayList<Integer>();
        optional(key).ifPresent(value -> {
            if (value.isArray()) {
                value.values().forEach(element -> integers.add(inRange(key, element, min, max)));
            } else {
                integers.add(inRange(key, value, min, max));
            }
        });
        return List.copyOf(integers);
    }

    /** A fault of one key, to be thrown by a caller that knows better rules. */
    public CheckpointException fault(String key, String expected) {
        return new CheckpointException(
                file, path + key + ": " + shown(object.path(key)) + " (expected: " + expected + ")");
    }

    private int inRange(String key, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw fault(key, min + ".." + max);
        }
        return value.intValue();
    }

    private Optional<JsonNode> optional(String key) {
        JsonNode value = object.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private CheckpointException missing(String key) {
        return new CheckpointException(file, path + key + ": missing");
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
