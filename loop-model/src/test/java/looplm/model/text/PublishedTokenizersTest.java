package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Byte-level tokenizers with the split patterns of well-known models, against the tokenizers library of Python. */
class PublishedTokenizersTest {

    @TempDir
    private Path directory;

    static List<String> names() throws IOException {
        return List.copyOf(expected().path("tokenizers").propertyNames());
    }

    @ParameterizedTest
    @MethodSource("names")
    void encode_equalsPython_inManyScripts(String name) throws IOException {
        JsonNode texts = expected().path("texts");
        JsonNode made = expected().path("tokenizers").path(name);
        Files.writeString(directory.resolve(Tokenizer.FILE), made.path("file").toString());
        assertThat(texts.size()).isEqualTo(42);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i).stringValue();
                assertThat(tokenizer.encodePrompt(text)).as(text).isEqualTo(ids(made.path("ids"), i));
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids(made.path("chat_ids"), i));
            }
        }
    }

    private static int[] ids(JsonNode all, int index) {
        return all.get(index).values().stream().mapToInt(JsonNode::intValue).toArray();
    }

    private static JsonNode expected() throws IOException {
        try (var in = Objects.requireNonNull(PublishedTokenizersTest.class.getResourceAsStream("tokenizers.json"))) {
            return JsonMapper.shared().readTree(in);
        }
    }
}
