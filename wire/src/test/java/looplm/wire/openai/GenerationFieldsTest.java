package looplm.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GenerationFieldsTest {

    @Test
    void fields_areAllThatBothEndpointsHave() {
        var both = components(ChatCompletionRequest.class);
        both.retainAll(components(CompletionRequest.class));

        assertThat(Arrays.stream(GenerationFields.class.getMethods())
                        .filter(method -> !method.isDefault())
                        .map(GenerationFieldsTest::described))
                .containsExactlyInAnyOrderElementsOf(both);
    }

    @Test
    void answersToQuestions_areNoFieldsOfTheirOwn() {
        var json = new JsonMapper();
        var request = json.readValue(
                "{\"prompt\":\"x\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                CompletionRequest.class);

        assertThat(request.streams()).isTrue();
        assertThat(request.asksUsage()).isTrue();
        assertThat(json.valueToTree(request).propertyNames()).containsExactly("prompt", "stream", "stream_options");
    }

    private static Set<String> components(Class<? extends Record> type) {
        var components = new TreeSet<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(described(component.getAccessor()));
        }
        return components;
    }

    private static String described(Method accessor) {
        return accessor.getReturnType() + " " + accessor.getName();
    }
}
