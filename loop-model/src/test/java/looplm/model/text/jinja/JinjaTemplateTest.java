package looplm.model.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import looplm.model.text.jinja.value.JinjaException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against Jinja2 itself: chat templates of well-known models and the language's parts one by one. */
class JinjaTemplateTest {

    private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 5, 14, 7, 9);

    static List<Case> cases() throws IOException {
        try (var in = Objects.requireNonNull(JinjaTemplateTest.class.getResourceAsStream("expected.json"))) {
            JsonNode json = JsonMapper.shared().readTree(in);
            return json.path("cases").values().stream()
                    .map(example -> new Case(template(json, example), variables(json, example), example))
                    .toList();
        }
    }

    private static String template(JsonNode json, JsonNode example) {
        JsonNode source = example.has("model")
                ? json.path("models").path(example.path("model").stringValue())
                : example.path("template");
        return source.stringValue();
    }

    private static Map<String, Object> variables(JsonNode json, JsonNode example) {
        return map(
                example.has("context")
                        ? json.path("contexts").path(example.path("context").stringValue())
                        : example.path("variables"));
    }

    record Case(String template, Map<String, Object> variables, JsonNode json) {

        @Override
        public String toString() {
            return json.path("name").stringValue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void render_equalsJinja2_whenGivenTheSame(Case example) {
        JsonNode json = example.json();
        String template = example.template();
        Map<String, Object> variables = example.variables();
        if (json.has("refused")) {
            assertThatThrownBy(() -> JinjaTemplate.parse(template))
                    .isInstanceOf(JinjaException.class)
                    .hasMessageStartingWith("line 1: ")
                    .hasMessageContaining("expected: ");
        } else if (json.has("expected")) {
            assertThat(JinjaTemplate.parse(template).render(variables, () -> NOW))
                    .isEqualTo(json.path("expected").stringValue());
        } else if (json.has("raises")) {
            assertThatThrownBy(() -> JinjaTemplate.parse(template).render(variables, () -> NOW))
                    .isInstanceOf(JinjaException.class)
                    .hasMessage(json.path("raises").stringValue());
        } else {
            assertThatThrownBy(() -> JinjaTemplate.parse(template).render(variables, () -> NOW))
                    .isInstanceOf(JinjaException.class)
                    .hasMessageStartingWith("line ");
        }
    }

    private static Object value(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> map(json);
            case ARRAY -> {
                var list = new ArrayList<Object>();
                json.values().forEach(element -> list.add(value(element)));
                yield list;
            }
            case STRING -> json.stringValue();
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.isIntegralNumber() ? (Object) json.longValue() : json.doubleValue();
            case NULL -> null;
            default -> throw new IllegalArgumentException(json.toString());
        };
    }

    private static Map<String, Object> map(JsonNode json) {
        var map = new LinkedHashMap<String, Object>();
        json.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        return map;
    }
}
