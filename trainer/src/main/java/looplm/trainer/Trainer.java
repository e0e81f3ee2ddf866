package looplm.trainer;

import ai.djl.ndarray.NDManager;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.PlainExecution;
import looplm.model.script.ScriptModule;
import looplm.model.weights.ModelDirectoryWriter;
import looplm.model.weights.SafetensorsWriter;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightNames;
import looplm.trainer.data.Document;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.data.TrainingData;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.Recipe;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.recipe.StageTwoSettings;
import looplm.trainer.recipe.StageTwoSettings.Target;
import looplm.trainer.stage.GateTuning;
import looplm.trainer.stage.GateWeights;
import looplm.trainer.stage.LoopText;
import looplm.trainer.stage.StageOne;
import looplm.trainer.stage.TrainingException;
import looplm.trainer.stage.UpdateResult;
import looplm.trainer.task.NanoTasks;
import tools.jackson.databind.JsonNode;

/**
 * One training run: draws documents, computes the Stage I loss, updates, saves checkpoints; then Stage II.
 *
 * <p>The result depends on the recipe alone (and on the machine's floating-point kernels), except where a time limit
 * shortens the schedule. One thread uses it, and one run trains at a time in a process.
 */
public final class Trainer implements AutoCloseable {

    private static final int UPDATES_PER_METRIC = 25;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    private final RecipeFile file;
    private final Recipe recipe;
    private final TrainingData data;
    private final LoopLmConfig config;
    private final String configJson;
    private final CheckpointStore checkpoints;
    private final MetricsFile metrics;
    private final RunningMeans means;
    private final RunClock clock = new RunClock();
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
     * @param tasks whose vocabulary a fresh model gets
     * @param out the model's directory; checkpoints are kept below it
     * @throws CheckpointException naming the file at fault, where the run starts from a checkpoint
     */
    public Trainer(RecipeFile file, NanoTasks tasks, TrainingData data, Path out) {
        this.file = file;
        this.recipe = file.recipe();
        this.data = data;
        checkpoints = new CheckpointStore(out, recipe.checkpoints().keep());
        metrics = new MetricsFile(out);
        manager = ScriptModule.newManager();
        var start = Start.of(recipe, tasks, manager);
        config = start.config();
        configJson = start.configJson();
        parameters = start.parameters();
        means = new RunningMeans(config.recurrentSteps());
        text = new LoopText(manager, config);
        stageOne = new StageOne(text, config.recurrentSteps(), recipe.precision());
        optimizer = AdamW.byGroup(recipe.optimizer(), parameters, manager);
    }

    /** The model's configuration. */
    public LoopLmConfig config() {
        return config;
    }

    /** Number of trained values. */
    public long parameterCount() {
        return parameters.count();
    }

    /** Updates made so far. */
    public long updates() {
        return update;
    }

    /** The curves of the run. */
    public MetricsFile metrics() {
        return metrics;
    }

    /**
     * Goes on from the newest checkpoint. What follows is what would have followed there, bit for bit.
     *
     * @throws IllegalArgumentException if there is none, or if Stage I of its recipe was another
     * @throws CheckpointException naming the file at fault
     */
    public void resume() {
        Path newest = checkpoints
                .newest()
                .orElseThrow(() -> new IllegalArgumentException("--resume: no checkpoint (expected: one of this run)"));
        JsonNode state = CheckpointStore.load(newest, parameters, optimizer);
        String recipeThere = state.path("recipe_stage_one_sha256").stringValue("missing");
        if (!recipeThere.equals(file.stageOneSha256())) {
            throw new IllegalArgumentException(
                    "--resume: %s is of another recipe (expected: name, checkpoints, stage_two and evaluation alone may differ)"
                            .formatted(newest));
        }
        update = state.path("update").longValue();
        tokens = state.path("tokens").longValue();
        optimizer.continueFrom(state.path("optimizer_updates").longValue());
        data.restore(state.path("data"));
        means.restore(state.path("means"));
        clock.restore(state.path("clock"));
        metrics.cutAfter(update);
    }

    /**
     * Runs Stage I until the recipe's tokens or the time are used up, or until it is asked to stop. A checkpoint is
     * saved in every case, except where there is no Stage I.
     *
     * @param limit wall time over all parts of the run; the schedule is shortened to it, so the result then depends on
     *     the machine's speed
     * @param listener gets a report about every ten seconds
     * @throws IllegalArgumentException if the recipe's rows are too long for this machine's memory
     * @throws TrainingException if loss or gradients are not finite, or a checkpoint cannot be written
     */
    public TrainedModel train(Optional<Duration> limit, StopSignal stop, Consumer<Progress> listener) {
        return PlainExecution.of(() -> run(limit, stop, listener));
    }

    private TrainedModel run(Optional<Duration> limit, StopSignal stop, Consumer<Progress> listener) {
        requireMemory();
        clock.start();
        long reported = System.nanoTime();
        long reportedTokens = tokens;
        double done = done(limit);
        while (done < 1 && !stop.requested()) {
            update(done);
            done = done(limit);
            long now = System.nanoTime();
            if (now - reported >= REPORT_INTERVAL.toNanos() || done >= 1) {
                double perSecond = (tokens - reportedTokens) * 1e9 / (now - reported);
                listener.accept(progress(done, perSecond));
                reported = now;
                reportedTokens = tokens;
            }
            if (update % recipe.checkpoints().everyUpdates() == 0) {
                save();
            }
        }
        if (recipe.data().tokens() > 0) {
            save();
        }
        return new TrainedModel(done >= 1, update, tokens, clock.wall(), clock.cpu(), means.loss());
    }

    /** Documents of one update tell how long rows get; drawing them changes nothing. */
    private void requireMemory() {
        if (recipe.data().tokens() > 0 && recipe.data().rowLength() > 0) {
            RowMemory.of(config).require(parts(data.draw(update)));
        }
    }

    private double done(Optional<Duration> limit) {
        double byTokens = recipe.data().tokens() == 0
                ? 1
                : (double) tokens / recipe.data().tokens();
        double byTime =
                limit.map(l -> (double) clock.wall().toNanos() / l.toNanos()).orElse(0.0);
        return Math.min(1, Math.max(byTokens, byTime));
    }

    /** One step of training: the loss of fresh documents, its gradients, the update, what the data learn from it. */
    private void update(double done) {
        List<TrainingBatch> parts = parts(data.draw(update));
        double weight = parts.stream().mapToDouble(TrainingBatch::weight).sum();
        double beta = recipe.loss().betaAt(done);
        var results = new ArrayList<UpdateResult.Part>();
        for (TrainingBatch part : parts) {
            results.add(new UpdateResult.Part(part, stageOne.backward(part, part.weights(weight), beta, parameters)));
        }
        var result = UpdateResult.of(results, config.recurrentSteps());
        requireFinite("loss", result.loss());
        double factor = recipe.schedule().factor(update, done);
        double norm = optimizer.update(factor);
        requireFinite("gradient norm", norm);
        data.learned(result.right());
        means.add(result);
        tokens += parts.stream().mapToLong(TrainingBatch::tokens).sum();
        update++;
        if (update % UPDATES_PER_METRIC == 0) {
            record(result, norm, factor, beta);
        }
    }

    private List<TrainingBatch> parts(List<Document> documents) {
        int count = Math.min(recipe.data().accumulation(), documents.size());
        var parts = new ArrayList<TrainingBatch>();
        for (int i = 0; i < count; i++) {
            List<Document> part = documents.subList(i * documents.size() / count, (i + 1) * documents.size() / count);
            int length = recipe.data().rowLength();
            parts.add(
                    length == 0
                            ? TrainingBatch.rows(part, data.padding())
                            : TrainingBatch.packed(part, length, data.padding()));
        }
        return parts;
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new TrainingException("%s: %s at update %d (expected: a finite number); last good checkpoint: %s"
                    .formatted(what, value, update, lastGood()));
        }
    }

    private String lastGood() {
        return checkpoints.newest().map(Path::toString).orElse("none yet");
    }

    private Progress progress(double done, double tokensPerSecond) {
        return new Progress(
                update,
                done,
                tokens,
                clock.wall(),
                tokensPerSecond,
                means.loss(),
                means.ce(),
                means.accuracy(),
                data.levels());
    }

    private void record(UpdateResult result, double norm, double factor, double beta) {
        var line = new LinkedHashMap<String, Object>();
        line.put("update", update);
        line.put("tokens", tokens);
        line.put("wall_seconds", clock.wall().toMillis() / 1000.0);
        line.put("loss", means.loss());
        line.put("ce", means.ce());
        line.put("accuracy", means.accuracy());
        line.put("exit_distribution", result.exits());
        line.put("gradient_norm", norm);
        line.put("learning_rate", factor * recipe.optimizer().learningRate());
        line.put("beta", beta);
        line.put("levels", data.levels());
        guarded("metrics", () -> metrics.add(line));
    }

    private void save() {
        var state = new LinkedHashMap<String, Object>();
        state.put("recipe_sha256", file.sha256());
        state.put("recipe_stage_one_sha256", file.stageOneSha256());
        state.put("update", update);
        state.put("optimizer_updates", optimizer.updates());
        state.put("tokens", tokens);
        state.put("data", data.state());
        state.put("means", means.state());
        state.put("clock", clock.state());
        guarded("checkpoint", () -> checkpoints.save(update, parameters, optimizer, state));
    }

    /** A full disk stops a run with the checkpoints that are there. */
    private void guarded(String what, Runnable writing) {
        try {
            writing.run();
        } catch (UncheckedIOException e) {
            throw new TrainingException(
                    "%s: cannot be written at update %d: %s; last good checkpoint: %s"
                            .formatted(what, update, e.getMessage(), lastGood()),
                    e);
        }
    }

    /**
     * Runs Stage II, where the recipe has one: the model stays as it is, the gate becomes that of the recipe's target.
     *
     * @return the gates of both targets; empty where there is no Stage II
     * @throws TrainingException if gradients are not finite
     */
    public Map<Target, GateWeights> tuneGate() {
        return PlainExecution.of(() -> recipe.stageTwo().map(this::tuneGate).orElse(Map.of()));
    }

    private Map<Target, GateWeights> tuneGate(StageTwoSettings settings) {
        var gates = new EnumMap<Target, GateWeights>(Target.class);
        var tuning = new GateTuning(text, config.recurrentSteps(), config.hiddenSize());
        tuning.observe(data, parameters, settings.positions());
        for (Target target : Target.values()) {
            gates.put(target, tuning.tune(settings, target, recipe.seed(), manager));
        }
        setGate(Objects.requireNonNull(gates.get(settings.target())));
        return gates;
    }

    /** The gate as it is now. */
    public GateWeights gate() {
        return GateWeights.of(parameters);
    }

    private void setGate(GateWeights gate) {
        Parameters.set(parameters.get(WeightNames.GATE_WEIGHT), gate.weight());
        Parameters.set(parameters.get(WeightNames.GATE_BIAS), new float[] {gate.bias()});
    }

    /** Writes configuration and weights of the model as it is now. */
    public void write(ModelDirectoryWriter writer) {
        writer.write(LoopLmConfig.FILE, configJson);
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
