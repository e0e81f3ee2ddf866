package looplm.model.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tokenizer whose ids are the bytes of a text in UTF-8, so that a test knows them without asking. Three special tokens
 * follow the 256 bytes.
 */
public final class ByteTokenizer {

    public static final int END_OF_TEXT = 256;
    public static final int IM_START = 257;
    public static final int IM_END = 258;

    /** Ids of all tokens are below this. */
    public static final int VOCABULARY = 259;

    private static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final int BYTES = 256;

    private ByteTokenizer() {}

    /** Ids of a text without special tokens in it. */
    public static int[] encode(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return IntStream.range(0, bytes.length)
                .map(i -> Byte.toUnsignedInt(bytes[i]))
                .toArray();
    }

    /** The same tokenizer as a {@code tokenizer.json}. */
    public static String json() {
        var vocabulary = new LinkedHashMap<String, Integer>();
        for (int value = 0; value < BYTES; value++) {
            vocabulary.put(Character.toString(visible(value)), value);
        }
        var added = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < SPECIAL.size(); i++) {
            vocabulary.put(SPECIAL.get(i), BYTES + i);
            added.add(addedToken(BYTES + i, SPECIAL.get(i)));
        }
        var byteLevel =
                Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
        var json = new LinkedHashMap<String, Object>();
        json.put("version", "1.0");
        json.put("added_tokens", added);
        json.put("pre_tokenizer", byteLevel);
        json.put("decoder", byteLevel);
        json.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
        return JsonMapper.shared().writeValueAsString(json);
    }

    private static Map<String, Object> addedToken(int id, String content) {
        var token = new LinkedHashMap<String, Object>();
        token.put("id", id);
        token.put("content", content);
        token.put("special", true);
        token.put("normalized", false);
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        return token;
    }

    /** The character that byte-level tokenizers write for a byte: itself where it can be seen, else one above 255. */
    private static int visible(int value) {
        int hidden = 0;
        for (int other = 0; other < value; other++) {
            hidden += isVisible(other) ? 0 : 1;
        }
        return isVisible(value) ? value : BYTES + hidden;
    }

    private static boolean isVisible(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xa1 && value <= 0xac) || (value >= 0xae && value <= 0xff);
    }
}
