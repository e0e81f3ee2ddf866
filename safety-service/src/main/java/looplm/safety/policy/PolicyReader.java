package looplm.safety.policy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import looplm.wire.Sha256;
import looplm.wire.json.FieldPath;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads a policy from the bytes of its YAML file. */
public final class PolicyReader {

    /** A file past this is a mistake, not a policy. */
    static final int LARGEST_FILE = 1_000_000;

    private static final int SHORT_HASH = 12;

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /**
     * @param source the file's name, for messages
     * @throws PolicyException naming the file, the key and what was expected
     */
    public Policy read(String source, byte[] bytes) {
        if (bytes.length > LARGEST_FILE) {
            throw new PolicyException(
                    source, "size: %d bytes (expected: at most %d)".formatted(bytes.length, LARGEST_FILE));
        }
        return new PolicyCompiler(source).compile(Sha256.hex(bytes).substring(0, SHORT_HASH), parse(source, bytes));
    }

    private PolicyFile parse(String source, byte[] bytes) {
        try {
            Object tree = yaml().load(text(source, bytes));
            if (!(tree instanceof Map<?, ?>)) {
                throw new PolicyException(source, "not a mapping (expected: format, categories, lists, rules)");
            }
            return json.convertValue(tree, PolicyFile.class);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new PolicyException(
                    source,
                    "line %s: %s".formatted(mark == null ? "?" : Integer.toString(mark.getLine() + 1), e.getProblem()));
        } catch (YAMLException e) {
            throw new PolicyException(source, "not YAML: " + e.getMessage());
        } catch (UnrecognizedPropertyException e) {
            throw new PolicyException(
                    source,
                    "%s: unknown key (expected: one of %s)".formatted(FieldPath.of(e), e.getKnownPropertyIds()));
        } catch (DatabindException e) {
            throw new PolicyException(source, FieldPath.of(e) + ": wrong type (" + e.getOriginalMessage() + ")");
        } catch (JacksonException e) {
            throw new PolicyException(source, e.getOriginalMessage());
        }
    }

    /** Duplicate keys are refused: of two definitions of a category one would silently win. */
    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static String text(String source, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PolicyException(source, "not UTF-8");
        }
    }
}
