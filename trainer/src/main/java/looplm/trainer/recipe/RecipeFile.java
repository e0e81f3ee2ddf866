package looplm.trainer.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import looplm.wire.Sha256;
import looplm.wire.json.FieldPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A recipe with the file it came from.
 *
 * @param recipe what it says
 * @param sha256 hash of the file's bytes, in hex
 * @param stageOneSha256 hash of what Stage I depends on, in hex: a run goes on only where it is unchanged
 */
public record RecipeFile(Recipe recipe, String sha256, String stageOneSha256) {

    private static final long MAX_BYTES = 1 << 20;

    /** Keys that Stage I does not depend on. */
    private static final List<String> AFTER_STAGE_ONE =
            List.of("name", "checkpoints", "stage_two", "evaluation", "goals");

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /**
     * Reads and checks a recipe.
     *
     * @throws IllegalArgumentException naming file and key, where the file is not a valid recipe
     * @throws IOException if it cannot be read
     */
    public static RecipeFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("recipe: " + file + " (expected: a file)");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "recipe: %s: %d bytes (expected: at most %d)".formatted(file, Files.size(file), MAX_BYTES));
        }
        byte[] bytes = Files.readAllBytes(file);
        try {
            var recipe = MAPPER.treeToValue(complete(MAPPER.readTree(bytes)), Recipe.class);
            return new RecipeFile(recipe, Sha256.hex(bytes), Sha256.hex(stageOne(recipe)));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("recipe: " + file + ": " + explain(e, bytes), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("recipe: " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same recipe with another seed. */
    public RecipeFile withSeed(long seed) {
        ObjectNode tree = JsonMapper.shared().valueToTree(recipe);
        tree.put("seed", seed);
        var other = JsonMapper.shared().treeToValue(tree, Recipe.class);
        return new RecipeFile(other, sha256, Sha256.hex(stageOne(other)));
    }

    /** Writes the keys that may be absent as null or empty, so that every other one can be demanded. */
    private static JsonNode complete(JsonNode recipe) {
        if (!(recipe instanceof ObjectNode root)) {
            throw new IllegalArgumentException("not a mapping (expected: name, model, data, ...)");
        }
        for (String key : List.of("start", "vocabulary", "model", "init", "stage_two", "goals")) {
            root.putIfAbsent(key, MAPPER.nullNode());
        }
        if (root.get("data") instanceof ObjectNode data) {
            data.putIfAbsent("tasks", MAPPER.createObjectNode());
            data.putIfAbsent("level_shares", MAPPER.createObjectNode());
            data.putIfAbsent("curriculum", MAPPER.nullNode());
            data.putIfAbsent("files", MAPPER.createArrayNode());
        }
        return root;
    }

    private static byte[] stageOne(Recipe recipe) {
        ObjectNode tree = JsonMapper.shared().valueToTree(recipe);
        tree.remove(AFTER_STAGE_ONE);
        return JsonMapper.shared().writeValueAsBytes(tree);
    }

    private static String explain(JacksonException e, byte[] bytes) {
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "%s: unknown key (expected: one of %s)"
                    .formatted(FieldPath.of(unknown), names(unknown.getKnownPropertyIds()));
        }
        if (e instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
            return "%s: %s (expected: one of %s)"
                    .formatted(FieldPath.of(e), wrong.getValue(), choices(wrong.getTargetType()));
        }
        if (e.getOriginalMessage().startsWith("Missing creator property")) {
            return missing(e, bytes);
        }
        boolean unparsed = e instanceof StreamReadException || e.getPath().isEmpty();
        return (unparsed ? "line " + e.getLocation().getLineNr() : FieldPath.of(e)) + ": " + e.getOriginalMessage();
    }

    /** A misspelt key is first seen as a missing one, so the message shows what stands there. */
    private static String missing(JacksonException e, byte[] bytes) {
        JsonNode parent = MAPPER.readTree(bytes).at(FieldPath.pointer(e).head());
        return "%s: missing (found there: %s)".formatted(FieldPath.of(e), names(parent.propertyNames()));
    }

    private static String choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(choice -> MAPPER.valueToTree(choice).stringValue())
                .collect(Collectors.joining(", "));
    }

    private static String names(@Nullable Collection<?> names) {
        return names == null
                ? ""
                : names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
}
