package looplm.edge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import looplm.wire.json.FieldPath;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the YAML files that operators write into records, without guessing: an unknown key, a key twice and a value of
 * another type are refused, each by its name. What the values mean is checked by whoever reads.
 */
public final class StrictYaml {

    private static final JsonMapper JSON = mapper();

    private StrictYaml() {}

    /**
     * @param source the file's name, which begins every message
     * @param type a record of the file's keys
     * @throws SettingException naming the file, and the key or line at fault
     */
    public static <T> T read(String source, byte[] bytes, Class<T> type) {
        try {
            Object tree = yaml().load(text(bytes));
            if (!(tree instanceof Map<?, ?>)) {
                throw new SettingException(source + ": not a mapping (expected: keys and their values)");
            }
            return JSON.convertValue(tree, type);
        } catch (CharacterCodingException e) {
            throw new SettingException(source + ": not UTF-8", e);
        } catch (YAMLException e) {
            throw new SettingException(source + ": not YAML: " + explained(e), e);
        } catch (JacksonException e) {
            throw new SettingException(source + ": " + explained(e), e);
        }
    }

    private static String explained(YAMLException e) {
        return e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
                ? "line %d: %s".formatted(marked.getProblemMark().getLine() + 1, marked.getProblem())
                : String.valueOf(e.getMessage());
    }

    private static String explained(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "%s: unknown key (expected: one of %s)".formatted(FieldPath.of(e), unknown.getKnownPropertyIds());
            case DatabindException wrong -> FieldPath.of(e) + ": wrong type (" + wrong.getOriginalMessage() + ")";
            default -> String.valueOf(e.getOriginalMessage());
        };
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Made anew for each file: it is not safe for use by many threads. */
    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static JsonMapper mapper() {
        var builder = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        StrictJson.configure(builder);
        return builder.build();
    }
}
