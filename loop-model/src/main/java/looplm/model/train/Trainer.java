package looplm.model.train;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.ScriptModule;
import looplm.model.task.NanoTasks;
import looplm.model.task.NanoVocabulary;
import looplm.model.task.TaskItem;
import looplm.model.train.recipe.Recipe;
import looplm.model.train.recipe.RecipeFile;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.SafetensorsWriter;
import looplm.model.weights.WeightFiles;

/**
 * One training run: draws questions, computes the Stage I loss, updates, saves checkpoints.
 *
 * <p>The result depends on the recipe alone (and on the machine's floating-point kernels), except where a time limit
 * shortens the schedule. One thread uses it, and one run trains at a time in a process.
 */
public final class Trainer implements AutoCloseable {

    private static final int UPDATES_PER_CHECKPOINT = 500;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    private final RecipeFile file;
    private final Recipe recipe;
    private final NanoTasks tasks;
    private final LoopLmConfig config;
    private final CheckpointStore checkpoints;
    private final BatchSampler sampler;
    private final Curriculum curriculum;
    private final RunningMeans means;
    private final NDManager manager;
    private final LoopText text;
    private final StageOne stageOne;
    private final Parameters parameters;
    private final AdamW optimizer;
    private long update;
    private long tokens;

    /**
     * A run at update 0.
     *
     * @param out the model's directory; checkpoints are kept below it
     * @throws IllegalArgumentException if the recipe does not fit the tasks
     */
    public Trainer(RecipeFile file, NanoTasks tasks, Path out) {
        this.file = file;
        this.recipe = file.recipe();
        this.tasks = tasks;
        config = config(recipe, tasks.vocabulary());
        sampler = new BatchSampler(tasks, recipe);
        curriculum = new Curriculum(recipe.data().curriculum(), sampler.taught());
        means = new RunningMeans(config.recurrentSteps());
        checkpoints = new CheckpointStore(out);
        manager = ScriptModule.newManager();
        text = new LoopText(manager, config);
        stageOne = new StageOne(text, config.recurrentSteps());
        List<ParameterSpec> specs = ParameterSpec.of(config, recipe.init());
        parameters = Parameters.draw(specs, recipe.seed(), manager);
        optimizer = new AdamW(
                recipe.optimizer(),
                parameters,
                specs.stream().map(ParameterSpec::decays).toList(),
                manager);
    }

    private static LoopLmConfig config(Recipe recipe, NanoVocabulary vocabulary) {
        if (!recipe.vocabulary().equals(NanoVocabulary.VERSION)) {
            throw new IllegalArgumentException(
                    "vocabulary: %s (expected: %s)".formatted(recipe.vocabulary(), NanoVocabulary.VERSION));
        }
        var shape = recipe.model();
        return new LoopLmConfig(
                vocabulary.size(),
                shape.hiddenSize(),
                shape.intermediateSize(),
                shape.layers(),
                shape.attentionHeads(),
                shape.attentionHeads(),
                shape.headDim(),
                shape.recurrentSteps(),
                shape.maxPositions(),
                shape.rmsNormEps(),
                shape.ropeTheta(),
                false,
                1,
                OptionalInt.empty(),
                List.of(NanoVocabulary.EOS),
                OptionalInt.of(NanoVocabulary.PAD),
                recipe.init().layerStd());
    }

    /** The model's configuration. */
    public LoopLmConfig config() {
        return config;
    }

    /** Number of trained values. */
    public long parameterCount() {
        return parameters.count();
    }

    /**
     * Trains until the recipe's tokens or the time are used up, or until it is asked to stop. A checkpoint is saved in
     * every case.
     *
     * @param limit wall time; the schedule is shortened to it, so the result then depends on the machine's speed
     * @param listener gets a report about every ten seconds
     * @throws TrainingException if loss or gradients are not finite
     */
    public TrainedModel train(Optional<Duration> limit, StopSignal stop, Consumer<Progress> listener) {
        long start = System.nanoTime();
        long reported = start;
        long reportedTokens = 0;
        double done = done(Duration.ZERO, limit);
        while (done < 1 && !stop.requested()) {
            update(done);
            long now = System.nanoTime();
            done = done(Duration.ofNanos(now - start), limit);
            if (now - reported >= REPORT_INTERVAL.toNanos() || done >= 1) {
                double perSecond = (tokens - reportedTokens) * 1e9 / (now - reported);
                listener.accept(progress(done, Duration.ofNanos(now - start), perSecond));
                reported = now;
                reportedTokens = tokens;
            }
            if (update % UPDATES_PER_CHECKPOINT == 0) {
                save();
            }
        }
        save();
        return new TrainedModel(done >= 1, update, tokens, Duration.ofNanos(System.nanoTime() - start), means.loss());
    }

    private double done(Duration elapsed, Optional<Duration> limit) {
        double byTokens = (double) tokens / recipe.data().tokens();
        double byTime = limit.map(l -> (double) elapsed.toNanos() / l.toNanos()).orElse(0.0);
        return Math.min(1, Math.max(byTokens, byTime));
    }

    /** One step of training: the loss of fresh questions, its gradients, the update, what the curriculum learns. */
    private void update(double done) {
        List<TaskItem> items = sampler.draw(update, curriculum);
        var batch = Batch.of(items, tasks.vocabulary());
        var weights = batch.weights(recipe.loss().laterTokenWeight());
        var result = stageOne.backward(batch, weights, recipe.loss().betaAt(done), parameters);
        requireFinite("loss", result.loss());
        requireFinite("gradient norm", optimizer.update(recipe.schedule().factor(update, done)));
        boolean[] last = result.right()[config.recurrentSteps() - 1];
        for (int b = 0; b < items.size(); b++) {
            var item = items.get(b);
            curriculum.record(tasks.named(item.task()), item.level(), last[batch.firsts()[b]]);
        }
        means.add(result, batch.firsts());
        tokens += batch.tokens();
        update++;
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new TrainingException("%s: %s at update %d (expected: a finite number); last good checkpoint: %s"
                    .formatted(
                            what,
                            value,
                            update,
                            checkpoints.newest().map(Path::toString).orElse("none yet")));
        }
    }

    private Progress progress(double done, Duration elapsed, double tokensPerSecond) {
        var levels = new TreeMap<String, Integer>();
        curriculum.standings().forEach((task, standing) -> levels.put(task, standing.cap()));
        levels.keySet().removeAll(recipe.data().levelShares().keySet());
        return new Progress(update, done, tokens, elapsed, tokensPerSecond, means.loss(), means.accuracy(), levels);
    }

    private void save() {
        var state = new LinkedHashMap<String, Object>();
        state.put("recipe_sha256", file.sha256());
        state.put("update", update);
        state.put("optimizer_updates", optimizer.updates());
        state.put("tokens", tokens);
        state.put("curriculum", curriculum.standings());
        checkpoints.save(update, parameters, optimizer, state);
    }

    /** Writes configuration and weights of the model as it is now. */
    public void write(ModelDirectoryWriter writer) {
        writer.write(LoopLmConfig.FILE, config.toJson());
        SafetensorsWriter.write(
                writer.directory().resolve(WeightFiles.SINGLE), parameters.byName(), Map.of("format", "pt"));
    }

    @Override
    public void close() {
        optimizer.close();
        text.close();
        manager.close();
    }
}
