package looplm.model.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import looplm.model.script.OfflineDjl;
import tools.jackson.databind.JsonNode;

/**
 * Text to token ids and back, by the {@code tokenizer.json} of a model directory. Nothing is added at either end of a
 * text and nothing is cut.
 *
 * <p>Threads: safe from anywhere.
 */
public final class Tokenizer implements AutoCloseable {

    /** The file of a model directory that holds the tokenizer. */
    public static final String FILE = "tokenizer.json";

    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> addedTokens;
    private final int largestId;

    private Tokenizer(HuggingFaceTokenizer tokenizer, Map<String, Integer> addedTokens, int largestId) {
        this.tokenizer = tokenizer;
        this.addedTokens = addedTokens;
        this.largestId = largestId;
    }

    /**
     * @throws CheckpointException where the file is missing, cut off or refused by the tokenizers library
     */
    public static Tokenizer load(Path directory) {
        Path file = directory.resolve(FILE);
        JsonFields json = JsonFields.read(file);
        Map<String, Integer> added = addedTokens(json);
        int largest = largestId(json, added);
        OfflineDjl.require();
        try {
            var tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .optAddSpecialTokens(false)
                    .build();
            return new Tokenizer(tokenizer, added, largest);
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(file, "refused by the tokenizers library: " + e.getMessage(), e);
        }
    }

    /** Ids of a text; special tokens written in it count as such. */
    public int[] encode(String text) {
        long[] ids = tokenizer.encode(wellFormed(text), false, false).getIds();
        var result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = Math.toIntExact(ids[i]);
        }
        return result;
    }

    /** Text of ids, special tokens shown. Bytes that are no character become U+FFFD. */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** Text of ids with special tokens left out. */
    public String decodeVisible(int[] ids) {
        return decode(ids, true);
    }

    /** Turns a stream of ids into text piece by piece, special tokens left out. One per answer. */
    public StreamingDecoder streamingDecoder() {
        return new StreamingDecoder(this::decodeVisible);
    }

    /** Id of a token that was added to the vocabulary by name, such as {@code <|im_end|>}. */
    public OptionalInt addedToken(String content) {
        return Optional.ofNullable(addedTokens.get(content))
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /** The largest id the tokenizer can produce; a model's vocabulary must be larger. */
    public int largestId() {
        return largestId;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private String decode(int[] ids, boolean skipSpecial) {
        var longs = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            longs[i] = ids[i];
        }
        try {
            return tokenizer.decode(longs, skipSpecial);
        } catch (EngineException e) {
            throw new IllegalArgumentException("ids: not in the vocabulary", e);
        }
    }

    /** A lone surrogate is no character: it cannot be written in UTF-8 and would end the call in native code. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Map<String, Integer> addedTokens(JsonFields json) {
        var added = new HashMap<String, Integer>();
        for (JsonNode token : json.node().path("added_tokens").values()) {
            if (token.path("content").isString() && token.path("id").canConvertToInt()) {
                added.put(token.path("content").stringValue(), token.path("id").intValue());
            }
        }
        return Map.copyOf(added);
    }

    private static int largestId(JsonFields json, Map<String, Integer> added) {
        int largest = added.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        JsonNode vocabulary = json.node().path("model").path("vocab");
        if (vocabulary.isArray()) {
            return Math.max(largest, vocabulary.size() - 1);
        }
        for (JsonNode id : vocabulary.values()) {
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw json.fault("model.vocab", "ids from 0 on");
            }
            largest = Math.max(largest, id.intValue());
        }
        return largest;
    }
}
