package looplm.model.text;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The bytes that words of a vocabulary stand for where these may be part of a character. Byte-level vocabularies write each
 * byte as a printable character, others write single bytes as {@code <0xE4>}.
 *
 * @param words by id, those that may be part of a character alone
 */
record WordBytes(Map<Integer, String> words, boolean byteLevel) {

    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

    /** The character that stands for a byte, in reverse: printable ones for themselves, the others from U+0100 on. */
    private static final Map<Character, Byte> BYTES = bytes();

    private static final Map<Byte, String> CHARACTERS = BYTES.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, pair -> pair.getKey().toString()));

    WordBytes {
        words = Map.copyOf(words);
    }

    /**
     * @param decoder the tokenizer's
     */
    static WordBytes of(Map<String, Integer> vocabulary, JsonNode decoder) {
        boolean byteLevel = has(decoder, "ByteLevel");
        boolean fallback = has(decoder, "ByteFallback");
        var words = new HashMap<Integer, String>();
        vocabulary.forEach((word, id) -> {
            if (byteLevel || (fallback && BYTE.matcher(word).matches())) {
                words.put(id, word);
            }
        });
        return new WordBytes(words, byteLevel);
    }

    private static boolean has(JsonNode decoder, String type) {
        return type.equals(decoder.path("type").asString(""))
                || decoder.path("decoders").valueStream().anyMatch(part -> has(part, type));
    }

    /** The bytes of a word; empty where its text says all. */
    Optional<byte[]> of(int id) {
        String word = words.get(id);
        if (word == null) {
            return Optional.empty();
        }
        if (!byteLevel) {
            Matcher matcher = BYTE.matcher(word);
            return matcher.matches()
                    ? Optional.of(new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)})
                    : Optional.empty();
        }
        var bytes = new byte[word.length()];
        for (int i = 0; i < bytes.length; i++) {
            Byte one = BYTES.get(word.charAt(i));
            if (one == null) {
                return Optional.of(word.getBytes(StandardCharsets.UTF_8));
            }
            bytes[i] = one;
        }
        return Optional.of(bytes);
    }

    /** The word that stands for one byte in a byte-level vocabulary. */
    static String character(byte one) {
        return String.valueOf(CHARACTERS.get(one));
    }

    private static Map<Character, Byte> bytes() {
        var bytes = new HashMap<Character, Byte>();
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~')
                    || (value >= 0xa1 && value <= 0xac)
                    || (value >= 0xae && value <= 0xff);
            bytes.put(printable ? (char) value : next++, (byte) value);
        }
        return Map.copyOf(bytes);
    }
}
