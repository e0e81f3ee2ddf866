package looplm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import looplm.model.cache.KvCache;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.ForwardText;
import looplm.model.kernel.KernelChoice;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.Placement;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;
import looplm.model.weights.LoopWeights;
import looplm.model.weights.WeightSource;
import looplm.model.weights.WeightsHash;
import org.jspecify.annotations.Nullable;

/**
 * A LoopLM in memory: one typed Java method per entry point of the forward text {@code loop_lm.py}, no arithmetic.
 *
 * <p>Threads: the weights are only read, so calls may come from several threads as long as no two share a {@link KvCache};
 * the serving engine uses one platform thread, because native calls pin the carriers of virtual threads. {@link #close()}
 * must come after the last call has returned: freeing a tensor in use ends the process.
 */
public final class LoopLm implements AutoCloseable {

    private final LoopLmConfig config;
    private final @Nullable WeightsHash weightsHash;
    private final KernelChoice kernel;
    private final NDManager manager;
    private final ScriptModule text;
    private final ForwardWeights weights;
    private final RotaryTables rotary;
    private final NDArray epsilon;
    private final IValue cosArgument;
    private final IValue sinArgument;

    LoopLm(
            LoopLmConfig config,
            @Nullable WeightsHash weightsHash,
            KernelChoice kernel,
            NDManager manager,
            WeightSource source) {
        this.config = config;
        this.weightsHash = weightsHash;
        this.kernel = kernel;
        this.manager = manager;
        this.text = ScriptModule.ofText(manager, ForwardText.of(kernel.form()));
        this.weights = ForwardWeights.read(config, source, kernel.form(), text, manager);
        this.rotary = RotaryTables.of(config, manager);
        this.epsilon = manager.create(config.normEpsilon());
        this.cosArgument = IValue.from((PtNDArray) rotary.cos());
        this.sinArgument = IValue.from((PtNDArray) rotary.sin());
    }

    /** As {@link #load(Path, Placement)}, in float32 on the CPU. */
    public static LoopLm load(Path directory) {
        return load(directory, Placement.REFERENCE);
    }

    /**
     * Loads a Hugging Face model directory.
     *
     * @throws looplm.model.checkpoint.CheckpointException naming the file and the tensor or key at fault
     * @throws IllegalArgumentException if the device is not there
     */
    public static LoopLm load(Path directory, Placement placement) {
        return ModelLoading.of(directory, placement);
    }

    /** A model with fresh weights in float32 on the CPU, see {@link LoopWeights#initial}. */
    public static LoopLm initial(LoopLmConfig config, long seed) {
        return of(config, LoopWeights.initial(config, seed), Placement.REFERENCE);
    }

    /** A model of weights that come from no directory. */
    public static LoopLm of(LoopLmConfig config, WeightSource source, Placement placement) {
        return ModelLoading.of(config, source, placement);
    }

    public LoopLmConfig config() {
        return config;
    }

    /** Identity of the directory this model was loaded from; empty for fresh weights. */
    public Optional<WeightsHash> weightsHash() {
        return Optional.ofNullable(weightsHash);
    }

    /** How its weights are held, and why. */
    public KernelChoice kernel() {
        return kernel;
    }

    /** Number of parameters, a tied head counted once. */
    public long parameters() {
        return weights.parameters();
    }

    /**
     * The weights, to be trained in place or written.
     *
     * @throws IllegalStateException where they were packed when the model was loaded
     */
    public LoopWeights weights() {
        return weights.plain()
                .orElseThrow(() -> new IllegalStateException("weights: packed as " + kernel.form()
                        + " (expected: a model loaded as " + MatrixForm.F32_PLAIN + ")"));
    }

    /** Weights that float16 has no number for, where they are held in it. */
    long beyondRange() {
        return weights.beyondRange();
    }

    /**
     * Owner of this model's memory: make sub-managers of it. Its number of arrays is constant while the model only
     * serves.
     */
    public NDManager manager() {
        return manager;
    }

    /**
     * Allocates the cache of one sequence; the caller closes it, before this model.
     *
     * @param planes recurrent steps that can be run over it
     * @param positions longest sequence it can hold, at most the context length
     */
    public KvCache newCache(int planes, int positions) {
        if (positions > config.contextLength()) {
            throw new IllegalArgumentException(
                    "positions: " + positions + " (expected: at most " + config.contextLength() + ")");
        }
        return new KvCache(manager, config, planes, positions);
    }

    /**
     * Allocates the cache of one sequence whose answer keeps one plane, see {@link KvCache#sharing}.
     *
     * @param prompt positions of its prompt
     * @param answer positions that follow
     */
    public KvCache newSharingCache(int planes, int prompt, int answer) {
        if ((long) prompt + answer > config.contextLength()) {
            throw new IllegalArgumentException(
                    "positions: " + (prompt + answer) + " (expected: at most " + config.contextLength() + ")");
        }
        return KvCache.sharing(manager, config, planes, prompt, answer);
    }

    /**
     * Runs all steps of a chunk of a prompt and fills all planes of its positions.
     *
     * @param cache holds positions 0 .. start - 1 already
     * @param tokens ids of the positions from {@code start} on, at least one
     * @return the last position of the chunk at every step
     */
    public PrefillResult prefill(KvCache cache, int[] tokens, int start) {
        if (tokens.length == 0 || start < 0 || (long) start + tokens.length > cache.planePositions()) {
            throw new IllegalArgumentException("chunk: " + tokens.length + " tokens at position " + start
                    + " (expected: at least one, ending at or before " + cache.planePositions() + ")");
        }
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments
                    .add(scope.create(
                            Arrays.stream(checked(tokens)).asLongStream().toArray()))
                    .add(start)
                    .add(cache.tensor());
            NDList result = text.call(scope, "prefill", addModel(arguments));
            return new PrefillResult(
                    rows(result.get(0).toFloatArray(), cache.planes()),
                    result.get(1).toFloatArray());
        }
    }

    /**
     * Runs exactly one recurrent step of every row, whatever its depth, and writes keys and values ahead into the deeper
     * planes.
     *
     * @param rows at least one, no two of the same cache
     * @param bucket rows the computation is padded to. Results of a row are bit-equal whoever shares the tick, as long as
     *     the bucket is the same
     * @return what became of each row, in order
     */
    public List<RowResult> tick(List<TickRow> rows, int bucket) {
        // On a CPU one call of attention per row was measured faster than gathering their planes.
        return tick(rows, bucket, manager.getDevice().isGpu());
    }

    /** As {@link #tick(List, int)}, with attention in one call for all rows or in one for each: equal but for rounding. */
    List<RowResult> tick(List<TickRow> rows, int bucket, boolean together) {
        var call = new TickCall(config, rows, bucket, together);
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            call.addTo(arguments);
            return call.results(text.call(scope, "tick", addModel(arguments)));
        }
    }

    /** The state a token starts from [E]. */
    public float[] embed(int token) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(scope.create((long) checked(token))).addShared(weights.argument());
            return text.call(scope, "embed", arguments).head().toFloatArray();
        }
    }

    /**
     * One recurrent step of a single token, for the serial oracle: reads and fills one plane only.
     *
     * @param state [E]
     * @param recurrentStep 0-based; the plane
     * @param position holds all positions before it already
     */
    TokenStep tokenStep(KvCache cache, float[] state, int recurrentStep, int position) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(scope.create(state)).add(recurrentStep).add(position).add(cache.tensor());
            NDList result = text.call(scope, "token_step", addModel(arguments));
            return new TokenStep(result.get(0).toFloatArray(), result.get(1).toFloatArray()[0]);
        }
    }

    /** The normed state after a step [E], and the exit gate there. */
    record TokenStep(float[] state, float gateLogit) {}

    /** Copies keys and values of a position from one plane to the planes {@code first .. last - 1}. */
    void copyPlane(KvCache cache, int position, int source, int first, int last) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(cache.tensor()).add(position).add(source).add(first).add(last);
            text.call(scope, "copy_plane", arguments);
        }
    }

    /**
     * Copies positions of one cache into another, in all planes.
     *
     * @param target of as many planes as {@code source}
     */
    public void copyPositions(KvCache target, int targetStart, KvCache source, int sourceStart, int positions) {
        if (target.planes() != source.planes()
                || targetStart < 0
                || sourceStart < 0
                || targetStart + positions > target.planePositions()
                || sourceStart + positions > source.planePositions()) {
            throw new IllegalArgumentException("positions: " + positions + " from " + sourceStart + " to " + targetStart
                    + " (expected: within both caches, of as many planes)");
        }
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments
                    .add(target.tensor())
                    .add(targetStart)
                    .add(source.tensor())
                    .add(sourceStart)
                    .add(positions);
            text.call(scope, "copy_positions", arguments);
        }
    }

    /** Puts the mean of the first {@code steps} planes of a position into all of them. */
    void meanPlanes(KvCache cache, int position, int steps) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(cache.tensor()).add(position).add(steps);
            text.call(scope, "mean_planes", arguments);
        }
    }

    /** Logits, before softmax, of a normed state: [E] to [V]. */
    public float[] logits(float[] state) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            arguments.add(scope.create(state, new Shape(1, state.length))).addShared(weights.argument());
            return text.call(scope, "head", arguments).head().toFloatArray();
        }
    }

    /**
     * Every step of every position, without a cache and without gradients.
     *
     * @param scope owner of the results
     * @param ids [B, N] int64
     * @param positions [B, N] int64, counted from a sequence's first real token
     * @param real [B, N], 0 on padding to the left of a sequence; empty where there is none. Padding to the right needs
     *     none: nothing real sees it
     * @param steps recurrent steps to run
     */
    public AllSteps forward(NDManager scope, NDArray ids, NDArray positions, Optional<NDArray> real, int steps) {
        try (NDManager inputs = scope.newSubManager();
                var arguments = new CallArguments()) {
            allStepsInputs(inputs, ids, positions, real, steps).forEach(arguments::add);
            arguments.addShared(weights.argument());
            return allSteps(text.call(scope, "forward", arguments));
        }
    }

    /** Logits, before softmax, of normed states: [..., E] to [..., V], without gradients. */
    public NDArray head(NDManager scope, NDArray hidden) {
        try (var arguments = new CallArguments()) {
            arguments.add(hidden).addShared(weights.argument());
            return text.call(scope, "head", arguments).head();
        }
    }

    @Override
    public void close() {
        weights.close();
        cosArgument.close();
        sinArgument.close();
        text.close();
        manager.close();
    }

    /** Runs an entry point of the forward text whose last arguments are the model itself. */
    NDList call(NDManager scope, String entryPoint, CallArguments arguments) {
        return text.call(scope, entryPoint, addModel(arguments));
    }

    /** As {@link #call}, for an entry point that needs the weights alone. */
    NDList callWithWeights(NDManager scope, String entryPoint, CallArguments arguments) {
        return text.call(scope, entryPoint, arguments.addShared(weights.argument()));
    }

    private CallArguments addModel(CallArguments arguments) {
        return arguments
                .addShared(cosArgument)
                .addShared(sinArgument)
                .addShared(weights.argument())
                .add(config.normEpsilon());
    }

    private NDList allStepsInputs(NDManager scope, NDArray ids, NDArray positions, Optional<NDArray> real, int steps) {
        NDArray mask = real.orElseGet(() -> scope.zeros(new Shape(ids.getShape().get(0), 0)));
        return new NDList(ids, positions, mask, scope.create(steps), epsilon, rotary.cos(), rotary.sin());
    }

    private static AllSteps allSteps(NDList result) {
        return new AllSteps(result.get(0), result.get(1));
    }

    private static float[][] rows(float[] flat, int rows) {
        int width = flat.length / rows;
        var matrix = new float[rows][];
        for (int i = 0; i < rows; i++) {
            matrix[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return matrix;
    }

    /**
     * @throws IllegalArgumentException naming the first token that the vocabulary lacks
     */
    void requireTokens(int[] tokens) {
        checked(tokens);
    }

    private int[] checked(int[] tokens) {
        for (int token : tokens) {
            checked(token);
        }
        return tokens;
    }

    private int checked(int token) {
        if (token < 0 || token >= config.vocabSize()) {
            throw new IllegalArgumentException("token: " + token + " (expected: 0.." + (config.vocabSize() - 1) + ")");
        }
        return token;
    }
}
