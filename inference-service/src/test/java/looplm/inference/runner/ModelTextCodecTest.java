package looplm.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import looplm.edge.RefusedException;
import looplm.model.testing.ByteTokenizer;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.wire.openai.ChatMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ModelTextCodecTest {

    @TempDir
    private Path directory;

    @Test
    void encode_beginsWithTheBosOnce_whenThePromptIsPlainTextOrAChat() throws IOException {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(ByteTokenizer.json());
        json.set("post_processor", JsonMapper.shared().readTree("""
                {"type": "TemplateProcessing",
                 "single": [{"SpecialToken": {"id": "<|endoftext|>"}}, {"Sequence": {"id": "A"}}],
                 "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [256]}}}"""));
        try (Tokenizer tokenizer = tokenizer(json.toString())) {
            ModelTextCodec codec = codec(tokenizer, "<|endoftext|>{{ messages[0].content }}");

            assertThat(codec.encode("ab")).containsExactly(ByteTokenizer.END_OF_TEXT, 'a', 'b');
            assertThat(codec.encodeChat(messages("ab"))).containsExactly(ByteTokenizer.END_OF_TEXT, 'a', 'b');
        }
    }

    @Test
    void encodeChat_blamesTheRequest_onlyWhereAnotherWouldDo() throws IOException {
        try (Tokenizer tokenizer = tokenizer(ByteTokenizer.json())) {
            assertThatThrownBy(() -> codec(
                                    tokenizer,
                                    "{{ messages[1].content if messages[1] }}"
                                            + "{% if messages[1] %}{{ raise_exception('one only') }}{% endif %}")
                            .encodeChat(messages("a", "b")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("messages: refused by the model's chat template", "one only");
            assertThatThrownBy(() -> codec(tokenizer, "{% if messages[1] %}{{ messages[7].content }}{% endif %}")
                            .encodeChat(messages("a", "b")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("messages: not what the model's chat template can render");
            assertThatThrownBy(() -> codec(tokenizer, "{% if messages[1] %}{{ 9223372036854775807 + 1 }}{% endif %}")
                            .encodeChat(messages("a", "b")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("chat template: line 1: ");
        }
    }

    private ModelTextCodec codec(Tokenizer tokenizer, String template) throws IOException {
        Files.writeString(
                directory.resolve(ChatTemplate.FILE),
                JsonMapper.shared().writeValueAsString(Map.of("chat_template", template)));
        return new ModelTextCodec(tokenizer, ChatTemplate.load(directory));
    }

    private Tokenizer tokenizer(String json) throws IOException {
        Files.writeString(directory.resolve(Tokenizer.FILE), json);
        return Tokenizer.load(directory);
    }

    private static List<ChatMessage> messages(String... contents) {
        return Stream.of(contents)
                .map(content -> JsonMapper.shared()
                        .readValue(
                                JsonMapper.shared().writeValueAsString(Map.of("role", "user", "content", content)),
                                ChatMessage.class))
                .toList();
    }
}
