package looplm.model.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import looplm.model.LoopLm;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.ModelDirectoryWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model of a few thousand random parameters: all parts of a real one, no knowledge, loads in milliseconds. Its weights
 * are wide enough that exit steps and tokens differ from position to position.
 */
public final class TinyLoopLm {

    /** Recurrent steps T. */
    public static final int STEPS = 4;

    /** Positions of its context. */
    public static final int CONTEXT = 256;

    private static final List<Integer> END_TOKENS = List.of(ByteTokenizer.END_OF_TEXT, ByteTokenizer.IM_END);

    private static final String CHAT_TEMPLATE = "{% for message in messages %}"
            + "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private TinyLoopLm() {}

    /** Two layers, grouped heads, head size apart from hidden size over heads, a {@link ByteTokenizer}'s vocabulary. */
    public static LoopLmConfig config() {
        return new LoopLmConfig(
                ByteTokenizer.VOCABULARY,
                24,
                40,
                2,
                4,
                2,
                8,
                STEPS,
                CONTEXT,
                1e-6,
                10_000,
                false,
                1,
                OptionalInt.empty(),
                List.of(ByteTokenizer.END_OF_TEXT),
                OptionalInt.of(ByteTokenizer.END_OF_TEXT),
                0.3);
    }

    /** A model in memory; the caller closes it. */
    public static LoopLm load(long seed) {
        return LoopLm.initial(config(), seed);
    }

    /**
     * Writes a complete model directory: configuration, weights, tokenizer, ChatML template, generation defaults.
     *
     * @param directory replaced if it exists
     * @return {@code directory}
     */
    public static Path write(Path directory, long seed) {
        try (LoopLm model = load(seed);
                var writer = ModelDirectoryWriter.begin(directory)) {
            writer.write(model.config(), model.weights())
                    .write(Tokenizer.FILE, ByteTokenizer.json())
                    .write(ChatTemplate.FILE, json(Map.of("chat_template", CHAT_TEMPLATE)))
                    .write(GenerationDefaults.FILE, json(Map.of("eos_token_id", END_TOKENS)))
                    .publish();
        }
        return directory;
    }

    private static String json(Map<String, ?> values) {
        return JsonMapper.shared().writeValueAsString(values);
    }
}
