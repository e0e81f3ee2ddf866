package looplm.model.text;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The most UTF-8 bytes of a text that one token can stand for. So a text that is too long for a context is known by its
 * size, before anything is done with it.
 */
final class LongestToken {

    /**
     * Where a token may stand for any length, an unknown word or white space that is dropped: taken generously, a text of
     * no other tokens is no text.
     */
    static final int GENEROUS = 256;

    /** NFC makes one byte of three at most: K of the Kelvin sign, a syllable of its parts. */
    private static final int NFC_SHRINKS = 3;

    private static final Set<String> KEEPING = Set.of("ByteLevel", "Digits", "Punctuation", "Split");

    private LongestToken() {}

    /** @param file a tokenizer file that has been checked */
    static int bytes(JsonNode file, Set<String> vocabulary) {
        JsonNode normalizer = file.path("normalizer");
        boolean composed = type(normalizer).equals("NFC");
        boolean kept = (composed || normalizer.isMissingNode() || normalizer.isNull())
                && keepsAll(file)
                && hasAllBytes(vocabulary);
        if (!kept) {
            return GENEROUS;
        }
        int longest = Stream.concat(vocabulary.stream().map(String::length), addedLengths(file))
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        return composed ? NFC_SHRINKS * longest : longest;
    }

    /** Whether each byte becomes a part of some token: pieces are cut, and nothing is left out. */
    private static boolean keepsAll(JsonNode file) {
        JsonNode splitter = file.path("pre_tokenizer");
        JsonNode parts = splitter.path("pretokenizers");
        boolean byteLevel = Stream.concat(Stream.of(splitter), parts.valueStream())
                .anyMatch(part -> type(part).equals("ByteLevel"));
        boolean all = (type(splitter).equals("Sequence") ? parts.valueStream() : Stream.of(splitter))
                .allMatch(part -> KEEPING.contains(type(part))
                        && !part.path("behavior").asString("").equals("Removed"));
        boolean strips = file.path("added_tokens")
                .valueStream()
                .anyMatch(token -> token.path("lstrip").asBoolean(false)
                        || token.path("rstrip").asBoolean(false));
        return byteLevel && all && !strips && type(file.path("model")).equals("BPE");
    }

    /** Bytes that the vocabulary lacks would vanish. */
    private static boolean hasAllBytes(Set<String> vocabulary) {
        return IntStream.range(0, 256).allMatch(value -> vocabulary.contains(WordBytes.character((byte) value)));
    }

    private static Stream<Integer> addedLengths(JsonNode file) {
        return file.path("added_tokens")
                .valueStream()
                .map(token -> token.path("content").asString("").getBytes(StandardCharsets.UTF_8).length);
    }

    private static String type(JsonNode part) {
        return part.path("type").asString("");
    }
}
