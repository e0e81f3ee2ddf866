package looplm.inference.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import looplm.edge.SettingException;
import looplm.inference.admission.DepthLimits;
import looplm.inference.admission.ServedModel;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.StepBounds;
import looplm.model.LoopLm;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.model.kernel.Placement;
import looplm.model.sample.SamplingParams;
import looplm.model.script.ScriptModule;
import org.jspecify.annotations.Nullable;

/**
 * A model directory, loaded to be served.
 *
 * @param runner to be closed by the thread that uses it
 * @param text prompts and answers
 * @param served what is told about the model
 */
public record LoadedModel(ModelRunner runner, TextCodec text, ServedModel served) {

    /**
     * @param name what requests call it; null for the directory's name
     * @param placement how its weights are to be held, and where
     * @param rows tokens in flight together; null for what this machine measures
     * @param moreThan rows there must be more than
     * @param maxSteps the most recurrent steps a request may ask for, from the trained to twice as many; null for the
     *     trained
     * @param nativeThreads threads of libtorch
     * @param shareAnswers whether a token of an answer keeps one plane in place of all
     * @throws CheckpointException naming the file and the tensor or key at fault
     * @throws IllegalArgumentException if {@code maxSteps} is out of range for this model
     */
    public static LoadedModel load(
            Path directory,
            @Nullable String name,
            Placement placement,
            @Nullable Integer rows,
            int moreThan,
            @Nullable Integer maxSteps,
            int nativeThreads,
            boolean shareAnswers) {
        // before the model: its form is found by trying
        ScriptModule.setThreads(nativeThreads);
        TextModel text = TextModel.load(directory, placement);
        try {
            LoopLm model = text.model();
            int taken = rows == null ? Math.max(RowsProbe.rows(model), moreThan + 1) : rows;
            ModelRunner runner = new DjlModelRunner(
                    model, taken, shareAnswers ? KvPolicy.FINAL_SHARED : KvPolicy.LAST_EXITED, text::close);
            int trained = model.config().recurrentSteps();
            var served = new ServedModel(
                    name == null ? nameOf(directory) : name,
                    model.weightsHash().orElseThrow().shortHex(),
                    model.kernel().form().toString(),
                    lastWritten(directory),
                    text.chatTemplate().turns().orElse(0),
                    runner.shape(),
                    depth(text, trained, stepsLimit(trained, maxSteps)),
                    text.depthProfile().map(LoadedModel::measured).orElse(Map.of()),
                    sampling(directory, text.defaults()),
                    Set.copyOf(text.defaults().eosTokenIds()));
            return new LoadedModel(runner, new ModelTextCodec(text.tokenizer(), text.chatTemplate()), served);
        } catch (RuntimeException e) {
            text.close();
            throw e;
        }
    }

    private static String nameOf(Path directory) {
        return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    }

    private static int stepsLimit(int trained, @Nullable Integer asked) {
        int limit = asked == null ? trained : asked;
        if (limit < trained || limit > 2 * trained) {
            throw new SettingException("looplm.inference.max-steps: " + limit + " (expected: " + trained + ".."
                    + 2 * trained + ", the trained steps to twice as many)");
        }
        return limit;
    }

    private static DepthLimits depth(TextModel text, int trained, int limit) {
        Map<Effort, looplm.model.exit.DepthBounds> profile =
                text.depthProfile().map(DepthProfile::efforts).orElseGet(() -> DepthProfile.fullDepth(trained));
        var efforts = new EnumMap<Effort, StepBounds>(Effort.class);
        profile.forEach((effort, bounds) ->
                efforts.put(effort, new StepBounds(bounds.minSteps(), bounds.maxSteps(), bounds.exitThreshold())));
        return new DepthLimits(limit, efforts);
    }

    private static Map<Effort, EffortFigures> measured(DepthProfile profile) {
        var measured = new EnumMap<Effort, EffortFigures>(Effort.class);
        for (Effort effort : Effort.values()) {
            profile.figures(effort).ifPresent(figures -> measured.put(effort, figures));
        }
        return measured;
    }

    /** A checkpoint that does not ask for sampling is greedy. */
    private static SamplingParams sampling(Path directory, GenerationDefaults defaults) {
        try {
            return new SamplingParams(
                    defaults.sampled() ? defaults.temperature() : 0, defaults.topP(), defaults.topK(), 0);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    directory.resolve(GenerationDefaults.FILE), String.valueOf(e.getMessage()), e);
        }
    }

    private static long lastWritten(Path directory) {
        try {
            return Files.getLastModifiedTime(directory.resolve(LoopLmConfig.FILE))
                    .to(TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
