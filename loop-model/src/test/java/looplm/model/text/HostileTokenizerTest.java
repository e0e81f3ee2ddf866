package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.testing.ByteTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tokenizer files of which most would end the process in the tokenizers library: while it loads, encodes or decodes. */
class HostileTokenizerTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            normalizer    ; {"type":"Prepend","prepend":""}
            normalizer    ; {"type":"Precompiled","precompiled_charsmap":"AAAAAAECAwQFBgcICQ=="}
            normalizer    ; {"type":"Replace","pattern":{"String":""},"content":"x"}
            normalizer    ; {"type":"Replace","pattern":{"Regex":"^"},"content":"x"}
            normalizer    ; {"type":"Replace","pattern":{"Regex":"b*"},"content":"x"}
            normalizer    ; {"type":"Replace","pattern":{"Regex":"a","String":"b"},"content":"x"}
            normalizer    ; {"type":"Replace","pattern":"a","content":"x"}
            normalizer    ; {"type":"NFC","extra":1}
            normalizer    ; {"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[]}]}
            normalizer    ; {"type":"Sequence","normalizers":[1]}
            normalizer    ; {"type":"Sequence"}
            normalizer    ; []
            pre_tokenizer ; {"type":"FixedLength","length":0}
            pre_tokenizer ; {"type":"Metaspace","replacement":"_"}
            pre_tokenizer ; {"type":"ByteLevel","use_regex":1}
            pre_tokenizer ; {"type":"Split","pattern":{"Regex":"(a|aa)+z"},"behavior":"Isolated","invert":false}
            pre_tokenizer ; {"type":"Split","pattern":{"String":"a"},"behavior":"Exploded","invert":false}
            pre_tokenizer ; {}
            decoder       ; {"type":"Strip","content":"a","start":1000000,"stop":1000}
            decoder       ; {"type":"CTC","pad_token":"","word_delimiter_token":"","cleanup":true}
            model         ; {"type":"Unigram","unk_id":null,"vocab":[["a",-1.0]]}
            model         ; {"type":"WordLevel","vocab":{"a":0},"unk_token":"[NO]"}
            model         ; {"type":"WordLevel","vocab":{"a":0}}
            model         ; {"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}
            model         ; {"type":"BPE","vocab":{"a":-1},"merges":[]}
            model         ; {"type":"BPE","vocab":{"a":4194304},"merges":[]}
            model         ; {"type":"BPE","vocab":["a"],"merges":[]}
            model         ; {"type":"BPE","vocab":{"a":0},"merges":["a b"]}
            model         ; {"type":"BPE","vocab":{"a":0},"merges":[["a"]]}
            model         ; {"type":"BPE","vocab":{"a":0,"b":1},"merges":[],"continuing_subword_prefix":"##"}
            model         ; {"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"zz"}
            model         ; {"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.5}
            model         ; null
            post_processor ; {"type":"TemplateProcessing","single":[{}],"special_tokens":{}}
            post_processor ; {"type":"TemplateProcessing","single":[],"special_tokens":{}}
            post_processor ; {"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}]}
            post_processor ; {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"special_tokens":{}}
            post_processor ; {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<s>":{"ids":[99999]}}}
            post_processor ; {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<s>":{"ids":[-1]}}}
            post_processor ; {"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}},{"SpecialToken":{"id":"<s>"}}],"special_tokens":{"<s>":{"ids":[1]}}}
            post_processor ; {"type":"Sequence","processors":[{"type":"Sequence","processors":[]}]}
            post_processor ; {"type":"Sequence"}
            post_processor ; {"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0]}
            post_processor ; {}
            added_tokens  ; [{"id":256,"content":""}]
            added_tokens  ; [{"id":4294967295,"content":"x"}]
            added_tokens  ; [{"id":3,"content":"<|im_end|>"}]
            added_tokens  ; [{"id":300,"content":"x"},{"id":301,"content":"x"}]
            added_tokens  ; [{"id":300,"content":"x"},{"id":300,"content":"y"}]
            added_tokens  ; [{"id":400,"content":"<far>"}]
            added_tokens  ; {"id":256}
            """)
    void load_namesTheFile_whenAPartIsHostile(String key, String value) throws IOException {
        ObjectNode json = tokenizer();
        json.set(key, JsonMapper.shared().readTree(value));
        write(json);
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(Tokenizer.FILE);
    }

    @Test
    void load_refuses_whenReplacementsMultiplyTheText() throws IOException {
        ObjectNode json = tokenizer();
        var normalizers = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        for (int i = 0; i < 3; i++) {
            normalizers
                    .addObject()
                    .put("type", "Replace")
                    .put("content", "a".repeat(20))
                    .putObject("pattern")
                    .put("String", "a");
        }
        write(json);
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(Tokenizer.FILE, "content");
    }

    @Test
    void encode_addsAndCutsNothing_whenTheFileAsksForIt() throws IOException {
        ObjectNode json = tokenizer();
        json.set("truncation", JsonMapper.shared().readTree("{\"max_length\":0,\"stride\":5}"));
        json.set("padding", JsonMapper.shared().readTree("{\"strategy\":{\"Fixed\":1000000000}}"));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.encode("abc")).containsExactly('a', 'b', 'c');
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "{\"type\":\"Sequence\",\"processors\":[{\"type\":\"ByteLevel\",\"add_prefix_space\":true,"
                        + "\"trim_offsets\":false,\"use_regex\":true},%s]}"
            })
    void encodePrompt_beginsWithTheBos_whenThePostProcessorAddsOne(String form) throws IOException {
        ObjectNode json = tokenizer();
        String template = """
                {"type":"TemplateProcessing",
                 "single":[{"SpecialToken":{"id":"<|im_start|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
                 "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
                 "special_tokens":{"<|im_start|>":{"id":"<|im_start|>","ids":[%d],"tokens":["<|im_start|>"]}}}""".formatted(ByteTokenizer.IM_START);
        json.set("post_processor", JsonMapper.shared().readTree(form.formatted(template)));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.encodePrompt("ab")).containsExactly(ByteTokenizer.IM_START, 'a', 'b');
            assertThat(tokenizer.encodePrompt("")).containsExactly(ByteTokenizer.IM_START);
            // a rendered conversation brings its own
            assertThat(tokenizer.encode("<|im_start|>a")).containsExactly(ByteTokenizer.IM_START, 'a');
        }
    }

    @Test
    void encodePrompt_addsNothing_whenTheFileAsksForNothing() throws IOException {
        ObjectNode json = tokenizer();
        json.set("post_processor", JsonMapper.shared().readTree("{\"type\":\"ByteLevel\",\"trim_offsets\":true}"));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.encodePrompt("ab")).containsExactly('a', 'b');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unigram", "WordPiece"})
    void load_namesTheModelsType_whenItIsAnother(String type) throws IOException {
        ObjectNode json = tokenizer();
        json.putObject("model").put("type", type).putArray("vocab");
        write(json);
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.type: " + type + " (expected: BPE or WordLevel)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            " "   ; 1048576
            ""    ; 1048576
            "xy"  ; 1048576
            "  "  ; 2048
            """)
    void load_boundsTexts_whenAReplacementBeforeLeavesRuns(String content, int most) throws IOException {
        ObjectNode json = tokenizer();
        json.set("normalizer", JsonMapper.shared().readTree("""
                {"type": "Sequence", "normalizers": [
                  {"type": "Replace", "pattern": {"Regex": "[\\\\s?]+"}, "content": %s},
                  {"type": "Replace", "pattern": {"Regex": "^\\\\s*(who|what)\\\\s*('s|’s|\\\\s+is)\\\\s+"}, "content": ""}]}""".formatted(content)));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.mostCharacters()).isEqualTo(most);
        }
    }

    @Test
    void encode_namesTheLimit_whenAPatternIsCostly() throws IOException {
        ObjectNode json = tokenizer();
        json.set(
                "pre_tokenizer",
                JsonMapper.shared()
                        .readTree(
                                "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a*x\"},\"behavior\":\"Isolated\",\"invert\":false}"));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.mostCharacters()).isEqualTo(1 << 15);
            assertThat(tokenizer.encode("a".repeat(1 << 15))).hasSize(1 << 15);
            assertThatThrownBy(() -> tokenizer.encode("a".repeat((1 << 15) + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("text: 32769");
        }
    }

    @Test
    void encode_namesTheLimit_whenTheTextIsEndless() throws IOException {
        write(tokenizer());
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThatThrownBy(() -> tokenizer.encode("a".repeat(Tokenizer.MAX_CHARACTERS + 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("text: " + (Tokenizer.MAX_CHARACTERS + 1));
        }
    }

    private static ObjectNode tokenizer() {
        return (ObjectNode) JsonMapper.shared().readTree(ByteTokenizer.json());
    }

    private void write(ObjectNode json) throws IOException {
        Files.writeString(directory.resolve(Tokenizer.FILE), json.toString());
    }
}
