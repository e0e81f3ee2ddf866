package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class LongestTokenTest {

    private static final String BYTES = IntStream.range(0, 256)
            .mapToObj(value -> WordBytes.character((byte) value))
            .map(word -> JsonMapper.shared().writeValueAsString(word) + ":0")
            .collect(Collectors.joining(","));

    @Test
    void bytes_areTheLongestTokens_whereEveryByteBecomesAPartOfOne() {
        assertThat(bytes("{'model':{'type':'BPE'},'pre_tokenizer':{'type':'ByteLevel'}}", "\"Ġhello\":1"))
                .isEqualTo(6);
        assertThat(bytes(
                        "{'model':{'type':'BPE'},'normalizer':{'type':'NFC'},'pre_tokenizer':{'type':'Sequence',"
                                + "'pretokenizers':[{'type':'Split','behavior':'Isolated'},{'type':'ByteLevel'}]},"
                                + "'added_tokens':[{'content':'<|ä|>'}]}",
                        "\"Ġhell\":1"))
                .isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':{'type':'WordLevel'},'pre_tokenizer':{'type':'ByteLevel'}}",
                "{'model':{'type':'BPE'}}",
                "{'model':{'type':'BPE'},'pre_tokenizer':{'type':'WhitespaceSplit'}}",
                "{'model':{'type':'BPE'},'pre_tokenizer':{'type':'ByteLevel'},'normalizer':{'type':'Lowercase'}}",
                "{'model':{'type':'BPE'},'pre_tokenizer':{'type':'ByteLevel'},'added_tokens':[{'content':'a','rstrip':true}]}",
                "{'model':{'type':'BPE'},'pre_tokenizer':{'type':'Sequence','pretokenizers':["
                        + "{'type':'Split','behavior':'Removed'},{'type':'ByteLevel'}]}}",
            })
    void bytes_areGenerous_whereATextCanShrink(String file) {
        assertThat(bytes(file, "\"a\":1")).isEqualTo(LongestToken.GENEROUS);
    }

    @Test
    void bytes_areGenerous_whereTheVocabularyLacksAByte() {
        var file = JsonMapper.shared()
                .readTree("{\"model\":{\"type\":\"BPE\"},\"pre_tokenizer\":{\"type\":\"ByteLevel\"}}");

        assertThat(LongestToken.bytes(file, Set.of("a"))).isEqualTo(LongestToken.GENEROUS);
    }

    private static int bytes(String file, String word) {
        var vocabulary = JsonMapper.shared().readTree("{" + BYTES + "," + word + "}");
        return LongestToken.bytes(
                JsonMapper.shared().readTree(file.replace('\'', '"')), Set.copyOf(vocabulary.propertyNames()));
    }
}
