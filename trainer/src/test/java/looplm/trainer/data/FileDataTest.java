package looplm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.trainer.FineTuneRecipe;
import looplm.trainer.recipe.FileSettings.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FileDataTest {

    @TempDir
    private Path directory;

    private Path model;

    @BeforeEach
    void write() {
        model = TinyLoopLm.write(directory.resolve("model"), 1);
    }

    @Test
    void text_isLearnedInFull_withItsEnd() throws IOException {
        var document = read(Format.TEXT, "{\"text\":\"abc\"}").getFirst();

        assertThat(learned(document)).isEqualTo("bc<|endoftext|>");
        assertThat(document.inputs()).isEqualTo(3);
    }

    @Test
    void text_beginsWithTheBos_whenTheTokenizerAddsOne_butAChatDoesNot() throws IOException {
        var tokenizer = (ObjectNode) JsonMapper.shared().readTree(model.resolve(Tokenizer.FILE));
        tokenizer.set("post_processor", JsonMapper.shared().readTree("""
                {"type": "TemplateProcessing",
                 "single": [{"SpecialToken": {"id": "<|endoftext|>"}}, {"Sequence": {"id": "A"}}],
                 "special_tokens": {"<|endoftext|>": {"id": "<|endoftext|>", "ids": [256]}}}"""));
        Files.writeString(model.resolve(Tokenizer.FILE), tokenizer.toString());

        assertThat(read(Format.TEXT, "{\"text\":\"ab\"}").getFirst().ids()).startsWith(256, 'a', 'b');
        assertThat(read(Format.PROMPT_COMPLETION, "{\"prompt\":\"a\",\"completion\":\"b\"}")
                        .getFirst()
                        .ids())
                .startsWith(256, 'a', 'b');
        assertThat(read(Format.CHAT, """
                        {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""").getFirst().ids()[0]).isNotEqualTo(256);
    }

    @Test
    void text_isCutIntoPieces_whenItIsLongerThanTheContext() throws IOException {
        var documents = read(Format.TEXT, "{\"text\":\"" + "x".repeat(TinyLoopLm.CONTEXT + 10) + "\"}");

        assertThat(documents).extracting(Document::inputs).containsExactly(TinyLoopLm.CONTEXT, 10);
    }

    @Test
    void completion_isLearned_andThePromptIsNot() throws IOException {
        var document = read(Format.PROMPT_COMPLETION, "{\"prompt\":\"ask \",\"completion\":\"tell\"}")
                .getFirst();

        assertThat(learned(document)).isEqualTo("tell<|endoftext|>");
        assertThat(document.weights()[document.first()]).isEqualTo(1);
        assertThat(document.weights()[document.first() + 1]).isEqualTo(0.5f);
    }

    @Test
    void chat_isLearned_whereTheAssistantSpeaks() throws IOException {
        var document = read(Format.CHAT, """
                        {"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"one"},\
                        {"role":"assistant","content":"uno"},{"role":"user","content":"two"},\
                        {"role":"assistant","content":"dos"}]}""").getFirst();

        assertThat(learned(document)).isEqualTo("uno<|im_end|>\ndos<|im_end|>\n");
        assertThat(decoded(document.ids()))
                .startsWith("<|im_start|>system\nbe brief<|im_end|>\n<|im_start|>user\none<|im_end|>\n")
                .endsWith("<|im_start|>assistant\ndos<|im_end|>\n");
    }

    @Test
    void draw_goesThroughEveryDocument_onceAnEpoch() throws IOException {
        var lines = new ArrayList<String>();
        for (char c = 'a'; c <= 'j'; c++) {
            lines.add("{\"text\":\"" + c + c + "\"}");
        }
        var data = data(String.join("\n", lines));
        var again = data(String.join("\n", lines));

        var first = new HashSet<String>();
        var order = new ArrayList<String>();
        for (int update = 0; update < 5; update++) {
            data.draw(update).forEach(document -> first.add(decoded(document.ids())));
            data.draw(update).forEach(document -> order.add(decoded(document.ids())));
        }
        var second = new ArrayList<String>();
        for (int update = 5; update < 10; update++) {
            data.draw(update).forEach(document -> second.add(decoded(document.ids())));
        }

        assertThat(first).hasSize(10);
        assertThat(second).containsExactlyInAnyOrderElementsOf(order).isNotEqualTo(order);
        assertThat(again.draw(7).getFirst().ids())
                .isEqualTo(data.draw(7).getFirst().ids());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            TEXT              | {"text":                            | data.jsonl:1: not JSON (expected: an object)
            TEXT              | {"body":"x"}                        | data.jsonl:1: text: missing (expected: a text)
            TEXT              | 7                                   | data.jsonl:1: text: missing (expected: a text)
            PROMPT_COMPLETION | {"prompt":"x"}                      | data.jsonl:1: completion: missing (expected: a text)
            PROMPT_COMPLETION | {"prompt":"","completion":"x"}      | data.jsonl:1: prompt: empty (expected: at least one token)
            CHAT              | {"messages":[]}                     | data.jsonl:1: messages: missing
            CHAT              | {"messages":[{"role":"user"}]}      | data.jsonl:1: content: missing (expected: a text)
            CHAT              | {"messages":[{"role":"user","content":"x"}]} | data.jsonl:1: messages: no assistant
            """)
    void read_namesFileAndLine_whenALineIsWrong(Format format, String line, String message) {
        assertThatThrownBy(() -> read(format, line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void read_namesFileAndLine_whenTheFileIsNotPlainUtf8() throws IOException {
        Path file = directory.resolve("data.jsonl");
        byte[] latin = "{\"text\":\"ok\"}\n\n{\"text\":\"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read(Format.TEXT, Files.write(file, latin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ":3: not UTF-8 (expected: text in UTF-8)");
        assertThatThrownBy(() -> read(Format.TEXT, "\uFEFF{\"text\":\"ok\"}"))
                .hasMessage(file + ":1: begins with a byte order mark (expected: UTF-8 without one)");
        assertThat(read(Format.TEXT, "{\"text\":\"caf\u00e9\"}\r\n{\"text\":\"\uFEFF\"}"))
                .hasSize(2);
    }

    @Test
    void restore_namesTheFile_whenItChangedSinceTheCheckpoint() throws IOException {
        var before = JsonMapper.shared().valueToTree(data("{\"text\":\"one\"}").state());
        data("{\"text\":\"one\"}").restore(before);

        var changed = data("{\"text\":\"two\"}");

        assertThatThrownBy(() -> changed.restore(before))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("--resume: data\\.files\\.path: .*data\\.jsonl: SHA-256 \\p{XDigit}{64} "
                        + "\\(expected: \\p{XDigit}{64}, as at the checkpoint\\)");
    }

    @Test
    void read_refuses_whenADocumentIsLongerThanTheContext_orThereIsNone() {
        String line = "{\"prompt\":\"" + "x".repeat(TinyLoopLm.CONTEXT) + "\",\"completion\":\"y\"}";
        assertThatThrownBy(() -> read(Format.PROMPT_COMPLETION, line))
                .hasMessageContaining("tokens (expected: at most the context's " + TinyLoopLm.CONTEXT + ")");
        assertThatThrownBy(() -> read(Format.TEXT, "\n \n")).hasMessageContaining("empty (expected: documents)");
    }

    private List<Document> read(Format format, String lines) throws IOException {
        return read(format, Files.writeString(directory.resolve("data.jsonl"), lines));
    }

    private List<Document> read(Format format, Path file) throws IOException {
        try (var tokenizer = Tokenizer.load(model)) {
            return DocumentFile.read(file, format, encoder(tokenizer)).documents();
        }
    }

    private FileData data(String lines) throws IOException {
        Files.writeString(directory.resolve("data.jsonl"), lines);
        try (var tokenizer = Tokenizer.load(model)) {
            return FileData.read(
                    FineTuneRecipe.read(directory, "rows: 4", "rows: 2").recipe(), encoder(tokenizer));
        }
    }

    private DocumentEncoder encoder(Tokenizer tokenizer) throws IOException {
        return new DocumentEncoder(
                tokenizer,
                ChatTemplate.load(model),
                LoopLmConfig.read(model),
                FineTuneRecipe.read(directory, "rows: 4", "rows: 4").recipe().loss());
    }

    private String learned(Document document) {
        var ids = new ArrayList<Integer>();
        for (int i = 0; i < document.ids().length; i++) {
            if (document.weights()[i] > 0) {
                ids.add(document.ids()[i]);
            }
        }
        return decoded(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    private String decoded(int[] ids) {
        try (var tokenizer = Tokenizer.load(model)) {
            return tokenizer.decode(ids);
        }
    }
}
