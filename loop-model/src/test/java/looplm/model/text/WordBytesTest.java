package looplm.model.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Map;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

class WordBytesTest {

    @Test
    void bytes_ofAllTokensTogether_areTheTextInUtf8(@TempDir Path folder) {
        String text = "a \u00e9\u4eca\ud83d\ude42\n\u0000~\u00ad";
        try (Tokenizer tokenizer = Tokenizer.load(TinyLoopLm.write(folder, 1))) {
            var all = new ByteArrayOutputStream();
            for (int id : tokenizer.encode(text)) {
                all.writeBytes(tokenizer.bytes(id));
            }
            assertThat(all.toByteArray()).isEqualTo(text.getBytes(UTF_8));
            assertThat(tokenizer.bytes(0xe4)).containsExactly(0xe4);
            assertThat(tokenizer.bytes(ByteTokenizer.IM_END)).isEqualTo("<|im_end|>".getBytes(UTF_8));
        }
    }

    @Test
    void bytes_areThatOfAByteToken_whereTheVocabularyHasThem() {
        JsonNode decoder = JsonMapper.shared().readTree("""
                {"type":"Sequence","decoders":[{"type":"Replace"},{"type":"ByteFallback"},{"type":"Fuse"}]}""");
        WordBytes words = WordBytes.of(Map.of("<0xE4>", 3, "word", 4, "<0xE>", 5), decoder);

        assertThat(words.of(3)).hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(0xe4));
        assertThat(words.of(4)).isEmpty();
        assertThat(words.of(5)).isEmpty();
        assertThat(WordBytes.of(Map.of("<0xE4>", 3), NullNode.getInstance()).of(3))
                .isEmpty();
    }
}
