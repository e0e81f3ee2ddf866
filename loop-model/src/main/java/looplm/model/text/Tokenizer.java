package looplm.model.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.script.OfflineDjl;

/**
 * Text to token ids and back, by the {@code tokenizer.json} of a model directory. Nothing is cut, and only a prompt gets
 * what the file puts before a text.
 *
 * <p>Threads: safe from anywhere.
 */
public final class Tokenizer implements AutoCloseable {

    /** The file of a model directory that holds the tokenizer. */
    public static final String FILE = "tokenizer.json";

    /** Characters (UTF-16 units) of a text at most, whatever the file; a longer one would cost minutes. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerFile file;

    private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerFile file) {
        this.tokenizer = tokenizer;
        this.file = file;
    }

    /**
     * @throws CheckpointException where the file is missing, cut off, refused by the tokenizers library, or uses a part of
     *     it that could end the process
     */
    public static Tokenizer load(Path directory) {
        Path path = directory.resolve(FILE);
        TokenizerFile file = TokenizerFile.read(path);
        OfflineDjl.require();
        try {
            var tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(file.content()), OPTIONS);
            return requireIds(path, new Tokenizer(tokenizer, file));
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(path, "refused by the tokenizers library: " + e.getMessage(), e);
        }
    }

    /**
     * Ids of a plain text from its beginning: what the file puts before a text, most often a BOS, and the text. Not for a
     * rendered conversation, whose template writes a BOS itself.
     */
    public int[] encodePrompt(String text) {
        return IntStream.concat(file.prefix().stream().mapToInt(Integer::intValue), Arrays.stream(encode(text)))
                .toArray();
    }

    /** How many characters (UTF-16 units) a text may have. */
    public int mostCharacters() {
        return file.mostCharacters();
    }

    /**
     * The most UTF-8 bytes of a text that one token can stand for: a text of more than this for each token that there is
     * room for cannot fit.
     */
    public int longestToken() {
        return file.longestToken();
    }

    /** Ids of a text or of a part of one, nothing added; special tokens written in it count as such. */
    public int[] encode(String text) {
        if (text.length() > file.mostCharacters()) {
            throw new IllegalArgumentException(
                    "text: " + text.length() + " characters (expected: at most " + file.mostCharacters() + ")");
        }
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

    /** Bytes of an id, which may be part of a character; special tokens as they are written. */
    public byte[] bytes(int id) {
        return file.bytes().of(id).orElseGet(() -> decode(new int[] {id}).getBytes(StandardCharsets.UTF_8));
    }

    /** Turns a stream of ids into text piece by piece, special tokens left out. One per answer. */
    public StreamingDecoder streamingDecoder() {
        return new StreamingDecoder(this::decodeVisible);
    }

    /** Id of a token that was added to the vocabulary by name, such as {@code <|im_end|>}. */
    public OptionalInt addedToken(String content) {
        return Optional.ofNullable(file.addedTokens().get(content))
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /** The largest id the tokenizer can produce; a model's vocabulary must be larger. */
    public int largestId() {
        return file.largestId();
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

    /** The library numbers an added token itself where the vocabulary has none of its name. */
    private static Tokenizer requireIds(Path path, Tokenizer tokenizer) {
        tokenizer.file.addedTokens().forEach((content, id) -> {
            for (int actual : tokenizer.encode(content)) {
                if (!tokenizer.file.ids().contains(actual)) {
                    tokenizer.close();
                    throw new CheckpointException(
                            path, "added_tokens: " + content + ": id: " + id + " (expected: " + actual + ")");
                }
            }
        });
        return tokenizer;
    }
}
