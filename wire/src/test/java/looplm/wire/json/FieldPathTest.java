package looplm.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class FieldPathTest {

    private record Outer(List<Inner> items, Inner one) {}

    private record Inner(int depth) {}

    private static String pathOf(String json) {
        return FieldPath.of(fault(json));
    }

    private static JacksonException fault(String json) {
        return catchThrowableOfType(
                JacksonException.class, () -> JsonMapper.shared().readValue(json, Outer.class));
    }

    @Test
    void of_namesFieldsByDotsAndItemsByIndex() {
        assertThat(pathOf("{\"items\":[{\"depth\":1},{\"depth\":\"x\"}]}")).isEqualTo("items[1].depth");
        assertThat(pathOf("{\"one\":{\"depth\":\"x\"}}")).isEqualTo("one.depth");
        assertThat(pathOf("{\"items\":[7]}")).isEqualTo("items[0]");
    }

    @Test
    void of_isEmpty_whereTheFaultIsOfNoField() {
        assertThat(pathOf("[]")).isEmpty();
        assertThat(pathOf("")).isEmpty();
    }

    @Test
    void pointer_findsTheFieldInTheTree() {
        String json = "{\"items\":[{\"depth\":1},{\"depth\":\"x\"}]}";

        assertThat(JsonMapper.shared()
                        .readTree(json)
                        .at(FieldPath.pointer(fault(json)))
                        .stringValue())
                .isEqualTo("x");
        assertThat(FieldPath.pointer(fault("[]")).toString()).isEmpty();
    }
}
