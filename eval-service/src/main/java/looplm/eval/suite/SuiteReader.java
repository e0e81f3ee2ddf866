package looplm.eval.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import looplm.edge.SettingException;
import looplm.eval.dataset.DataFiles;
import looplm.wire.json.FieldPath;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the YAML of suites. Every fault names the file and the key. */
final class SuiteReader {

    private final DataFiles files;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    SuiteReader(DataFiles files) {
        this.files = files;
    }

    /**
     * @throws SettingException naming the file and the key
     */
    SuiteFile read(String name) {
        try {
            Object tree = yaml().load(new String(files.read(name), UTF_8));
            if (!(tree instanceof Map<?, ?>)) {
                throw new SettingException(name + ": not a mapping (expected: format, name, version, ...)");
            }
            return json.convertValue(tree, SuiteFile.class);
        } catch (YAMLException e) {
            throw new SettingException(name + ": not YAML: " + e.getMessage());
        } catch (UnrecognizedPropertyException e) {
            throw new SettingException("%s: %s: unknown key (expected: one of %s)"
                    .formatted(name, FieldPath.of(e), e.getKnownPropertyIds()));
        } catch (DatabindException e) {
            throw new SettingException("%s: %s: %s".formatted(name, FieldPath.of(e), e.getOriginalMessage()));
        } catch (JacksonException e) {
            throw new SettingException(name + ": " + e.getOriginalMessage());
        }
    }

    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }
}
