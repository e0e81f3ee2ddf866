package looplm.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.ExitPolicy;
import looplm.model.kernel.Placement;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;

/** All that a model directory holds: the model, its tokenizer, chat template, defaults and depth profile. */
public final class TextModel implements AutoCloseable {

    private final LoopLm model;
    private final Tokenizer tokenizer;
    private final ChatTemplate chatTemplate;
    private final GenerationDefaults defaults;
    private final Optional<DepthProfile> depthProfile;

    private TextModel(
            LoopLm model,
            Tokenizer tokenizer,
            ChatTemplate chatTemplate,
            GenerationDefaults defaults,
            Optional<DepthProfile> depthProfile) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.chatTemplate = chatTemplate;
        this.defaults = defaults;
        this.depthProfile = depthProfile;
    }

    /** As {@link #load(Path, Placement)}, in float32 on the CPU. */
    public static TextModel load(Path directory) {
        return load(directory, Placement.REFERENCE);
    }

    /**
     * Loads a model directory, the cheap files first.
     *
     * @throws CheckpointException naming the file and the tensor or key at fault
     * @throws IllegalArgumentException if the device is not there
     */
    public static TextModel load(Path directory, Placement placement) {
        LoopLmConfig config = LoopLmConfig.read(directory);
        GenerationDefaults read = GenerationDefaults.read(directory, config);
        ChatTemplate chatTemplate = ChatTemplate.load(directory);
        Tokenizer tokenizer = Tokenizer.load(directory);
        try {
            requireVocabulary(directory, config, tokenizer);
            GenerationDefaults defaults = read.endingAlsoAt(endTokens(tokenizer));
            LoopLm model = LoopLm.load(directory, placement);
            try {
                var profile = model.weightsHash().flatMap(hash -> DepthProfile.read(directory, hash));
                return new TextModel(model, tokenizer, chatTemplate, defaults, profile);
            } catch (RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    public LoopLm model() {
        return model;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    public ChatTemplate chatTemplate() {
        return chatTemplate;
    }

    public GenerationDefaults defaults() {
        return defaults;
    }

    /** Empty where there is none for these weights: every effort then runs all steps. */
    public Optional<DepthProfile> depthProfile() {
        return depthProfile;
    }

    /** The exit the checkpoint itself asks for, as the reference reads it: a fixed step, else its threshold. */
    public ExitPolicy defaultExit() {
        LoopLmConfig config = model.config();
        return config.exitStep().isPresent()
                ? new ExitPolicy.FixedSteps(config.exitStep().getAsInt() + 1)
                : new ExitPolicy.CumulativeThreshold((float) config.exitThreshold(), 1, config.recurrentSteps());
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }

    /**
     * Original uploads name only {@code <|endoftext|>} (or only {@code <|im_end|>}) as end token, in both files, while a
     * model ends a turn with the one and a text with the other.
     */
    private static List<Integer> endTokens(Tokenizer tokenizer) {
        return Stream.of("<|endoftext|>", "<|im_end|>")
                .map(tokenizer::addedToken)
                .flatMapToInt(OptionalInt::stream)
                .boxed()
                .toList();
    }

    private static void requireVocabulary(Path directory, LoopLmConfig config, Tokenizer tokenizer) {
        if (tokenizer.largestId() >= config.vocabSize()) {
            throw new CheckpointException(
                    directory.resolve(LoopLmConfig.FILE),
                    "vocab_size: " + config.vocabSize() + " (expected: above " + tokenizer.largestId()
                            + ", the largest id of " + Tokenizer.FILE + ")");
        }
    }
}
