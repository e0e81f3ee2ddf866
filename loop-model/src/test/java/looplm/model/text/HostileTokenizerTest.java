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
        json.set("post_processor", JsonMapper.shared().readTree("{\"type\":\"TemplateProcessing\",\"single\":[{}]}"));
        write(json);
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            assertThat(tokenizer.encode("abc")).containsExactly('a', 'b', 'c');
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
