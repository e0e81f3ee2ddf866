package looplm.model.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingDecoderTest {

    @TempDir
    private Path folder;

    @Test
    void push_emitsWholeCharacters_whenTokensEndInside() {
        String text = "a\u00e9\u4eca\ud83d\ude42 \ufffd!";
        List<String> pieces = pieces(ByteTokenizer.encode(text));
        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces.stream().filter(piece -> !piece.isEmpty()))
                .containsExactly("a", "\u00e9", "\u4eca", "\ud83d\ude42", " ", "\ufffd!");
    }

    @Test
    void finish_returnsHeldByte_whenAnswerEndsInsideACharacter() {
        byte[] bytes = "x\ud83d\ude42".getBytes(UTF_8);
        int[] ids = IntStream.range(0, 3).map(i -> Byte.toUnsignedInt(bytes[i])).toArray();
        assertThat(pieces(ids)).containsExactly("x", "", "", "\ufffd");
    }

    @Test
    void push_leavesOutSpecialTokens_whenTheyStandInsideText() {
        assertThat(pieces(new int[] {'a', ByteTokenizer.IM_END, 'b'})).containsExactly("a", "", "b", "");
    }

    @Test
    void push_joinsWords_whenTokenizerPutsSpacesBetweenThem() {
        var decoder = new StreamingDecoder(
                ids -> Arrays.stream(ids).mapToObj(id -> "w" + id).collect(Collectors.joining(" ")));
        assertThat(IntStream.range(0, 5).mapToObj(decoder::push)).containsExactly("w0", " w1", " w2", " w3", " w4");
        assertThat(decoder.finish()).isEmpty();
    }

    @Test
    void pieces_joinToTheWhole_whenBytesAreRandom() {
        var random = new Random(7);
        try (Tokenizer tokenizer = Tokenizer.load(TinyLoopLm.write(folder.resolve("model"), 1))) {
            for (int round = 0; round < 300; round++) {
                int[] ids = random.ints(40, 0, ByteTokenizer.VOCABULARY)
                        .map(id -> id < 256 && random.nextBoolean() ? 0xf0 : id)
                        .toArray();
                StreamingDecoder decoder = tokenizer.streamingDecoder();
                String streamed =
                        Arrays.stream(ids).mapToObj(decoder::push).collect(Collectors.joining()) + decoder.finish();
                assertThat(streamed).isEqualTo(tokenizer.decodeVisible(ids));
            }
        }
    }

    @Test
    void encode_isTheBytes_whenTokenizerIsTheByteTokenizer() {
        String text = "\u0000 h\u00e9llo\n\u4eca\ud83d\ude42";
        try (Tokenizer tokenizer = Tokenizer.load(TinyLoopLm.write(folder.resolve("model"), 1))) {
            assertThat(tokenizer.encode(text)).isEqualTo(ByteTokenizer.encode(text));
            assertThat(tokenizer.decode(ByteTokenizer.encode(text))).isEqualTo(text);
            assertThat(tokenizer.encode("")).isEmpty();
            assertThat(tokenizer.encode("a<|im_end|>")).containsExactly('a', ByteTokenizer.IM_END);
            assertThat(tokenizer.encode("\ud83d")).isEqualTo(ByteTokenizer.encode("\ufffd"));
            assertThat(tokenizer.encode("x".repeat(5000))).hasSize(5000);
            assertThat(tokenizer.addedToken("<|im_end|>")).hasValue(ByteTokenizer.IM_END);
            assertThat(tokenizer.addedToken("<|none|>")).isEmpty();
            assertThat(tokenizer.largestId()).isEqualTo(ByteTokenizer.VOCABULARY - 1);
        }
    }

    private List<String> pieces(int[] ids) {
        try (Tokenizer tokenizer = Tokenizer.load(TinyLoopLm.write(folder.resolve("model"), 1))) {
            StreamingDecoder decoder = tokenizer.streamingDecoder();
            var pieces = new ArrayList<String>();
            for (int id : ids) {
                pieces.add(decoder.push(id));
            }
            pieces.add(decoder.finish());
            return pieces;
        }
    }
}
