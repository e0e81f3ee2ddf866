package looplm.inference.runner;

import java.util.ArrayList;
import java.util.List;
import looplm.inference.engine.Batch.PrefillChunk;
import looplm.inference.engine.Batch.RowStep;
import looplm.inference.engine.Batch.RowTick;
import looplm.inference.engine.DepthBounds;
import looplm.inference.engine.ModelRunner;
import looplm.inference.engine.ModelShape;
import looplm.inference.engine.PrefillResult;
import looplm.inference.engine.TickResult;
import looplm.model.LoopLm;
import looplm.model.RowResult;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;
import looplm.model.exit.ExitPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link LoopLm} for the engine: one cache and one state per row.
 *
 * <p>Every tick is computed with all rows of the shape, idle ones padded, so that a row's results are bit-equal whoever
 * shares the tick. After it is handed to the engine's thread, only that thread may touch it or its model.
 */
public final class DjlModelRunner implements ModelRunner {

    private final LoopLm model;
    private final Runnable closer;
    private final ModelShape shape;
    private final @Nullable KvCache[] caches;
    private final float[][] states;

    /**
     * @param rows tokens in flight together
     * @param closer closes the model and what was loaded with it; called once, by {@link #close}
     */
    public DjlModelRunner(LoopLm model, int rows, Runnable closer) {
        this.model = model;
        this.closer = closer;
        this.shape = new ModelShape(
                rows,
                model.config().recurrentSteps(),
                model.config().contextLength(),
                model.config().vocabSize());
        this.caches = new @Nullable KvCache[rows];
        this.states = new float[rows][0];
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public PrefillResult prefill(PrefillChunk chunk) {
        if (chunk.start() == 0) {
            release(chunk.row());
            caches[chunk.row()] = model.newCache(chunk.planes(), chunk.positions());
        }
        var result = model.prefill(cache(chunk.row()), chunk.tokens(), chunk.start());
        int exitStep = exitStep(chunk, result);
        return new PrefillResult(exitStep, model.logits(result.states()[exitStep - 1]));
    }

    private int exitStep(PrefillChunk chunk, looplm.model.PrefillResult result) {
        DepthBounds depth = chunk.depth();
        var policy = new ExitPolicy.CumulativeThreshold(depth.exitThreshold(), depth.minSteps(), depth.maxSteps());
        // This policy does not look at states, so what the first step started from does not matter.
        return policy.select(result.states()[0], result.states(), result.gateLogits());
    }

    @Override
    public TickResult tick(RowTick tick) {
        List<TickRow> rows = tick.rows().stream().map(this::tickRow).toList();
        List<RowResult> results = model.tick(rows, shape.rows());
        var told = new ArrayList<TickResult.RowResult>(results.size());
        for (int i = 0; i < results.size(); i++) {
            RowStep row = tick.rows().get(i);
            RowResult result = results.get(i);
            states[row.row()] = result.state();
            float[] logits = result instanceof RowResult.Exited exited ? exited.logits() : new float[0];
            told.add(new TickResult.RowResult(
                    result.gateLogit(), result.cdf(), result.survival(), result instanceof RowResult.Exited, logits));
        }
        return new TickResult(told);
    }

    private TickRow tickRow(RowStep row) {
        DepthBounds depth = row.depth();
        return new TickRow(
                cache(row.row()),
                row.token(),
                row.recurrentStep() == 0 ? new float[0] : states[row.row()],
                row.recurrentStep(),
                row.position(),
                depth.minSteps(),
                depth.maxSteps(),
                depth.exitThreshold(),
                row.cdf(),
                row.survival());
    }

    @Override
    public void release(int row) {
        KvCache cache = caches[row];
        caches[row] = null;
        states[row] = new float[0];
        if (cache != null) {
            cache.close();
        }
    }

    @Override
    public void close() {
        for (int row = 0; row < caches.length; row++) {
            release(row);
        }
        closer.run();
    }

    private KvCache cache(int row) {
        KvCache cache = caches[row];
        if (cache == null) {
            throw new IllegalStateException("row " + row + ": no cache (expected: a prefill first)");
        }
        return cache;
    }
}
