package looplm.inference.runner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.model.TickResult;
import looplm.model.LoopLm;
import looplm.model.RowResult;
import looplm.model.TickBucket;
import looplm.model.TickRow;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitProgress;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link LoopLm} for the engine: one cache per row, which the state of its token rests in between ticks.
 *
 * <p>Every tick is computed in the {@link TickBucket} of all rows, idle ones padded, so that a row's results are bit-equal
 * whoever shares the tick and wherever it stands in it. Public, so that it can be measured without a service around it;
 * here {@link LoadedModel} alone makes one. After it is handed to the engine's thread, only that thread may touch it or its model.
 */
public final class DjlModelRunner implements ModelRunner {

    private final LoopLm model;
    private final Runnable closer;
    private final ModelShape shape;
    private final int bucket;
    private final boolean sharing;
    private final @Nullable KvCache[] caches;
    private final Map<Long, KvCache> pages = new HashMap<>();

    /**
     * @param rows tokens in flight together
     * @param closer closes the model and what was loaded with it; called once, by {@link #close}
     */
    public DjlModelRunner(LoopLm model, int rows, Runnable closer) {
        this(model, rows, KvPolicy.LAST_EXITED, closer);
    }

    /**
     * @param kv what a finished token leaves in its planes, {@code LAST_EXITED} or {@code FINAL_SHARED}
     */
    public DjlModelRunner(LoopLm model, int rows, KvPolicy kv, Runnable closer) {
        if (kv != KvPolicy.LAST_EXITED && kv != KvPolicy.FINAL_SHARED) {
            throw new IllegalArgumentException("kv policy: " + kv + " (expected: LAST_EXITED or FINAL_SHARED)");
        }
        this.sharing = kv == KvPolicy.FINAL_SHARED;
        this.model = model;
        this.closer = closer;
        this.shape = new ModelShape(
                rows,
                model.config().recurrentSteps(),
                model.config().contextLength(),
                model.config().vocabSize());
        this.bucket = TickBucket.of(rows);
        this.caches = new @Nullable KvCache[rows];
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public long planePositionBytes() {
        return KvCache.bytes(model.config(), 1, 1);
    }

    @Override
    public int answerPlanes(int planes) {
        return sharing ? 1 : planes;
    }

    private KvCache newCache(int planes, int prompt, int positions) {
        return sharing && prompt < positions
                ? model.newSharingCache(planes, prompt, positions - prompt)
                : model.newCache(planes, positions);
    }

    @Override
    public ChunkResult prefill(PrefillChunk chunk) {
        if (chunk.start() == 0) {
            release(chunk.row());
            caches[chunk.row()] = newCache(chunk.planes(), chunk.prompt(), chunk.positions());
        }
        var result = model.prefill(cache(chunk.row()), chunk.tokens(), chunk.start());
        int exitStep = exitStep(chunk, result);
        float[] logits = chunk.last() ? model.logits(result.states()[exitStep - 1]) : new float[0];
        return new ChunkResult(exitStep, logits, chunk.told() ? steps(result, exitStep) : List.of());
    }

    private List<TickResult.RowResult> steps(looplm.model.PrefillResult result, int exitStep) {
        var steps = new ArrayList<TickResult.RowResult>();
        ExitProgress progress = ExitProgress.START;
        for (int step = 1; step <= exitStep; step++) {
            float gateLogit = result.gateLogits()[step - 1];
            progress = progress.after(gateLogit);
            steps.add(new TickResult.RowResult(
                    gateLogit,
                    progress.cdf(),
                    progress.survival(),
                    step == exitStep,
                    model.logits(result.states()[step - 1])));
        }
        return steps;
    }

    private int exitStep(PrefillChunk chunk, looplm.model.PrefillResult result) {
        StepBounds depth = chunk.depth();
        var policy = new ExitPolicy.CumulativeThreshold(depth.exitThreshold(), depth.minSteps(), depth.maxSteps());
        // This policy does not look at states, so what the first step started from does not matter.
        return policy.select(result.states()[0], result.states(), result.gateLogits());
    }

    @Override
    public TickResult tick(RowTick tick) {
        List<TickRow> rows = tick.rows().stream().map(this::tickRow).toList();
        List<RowResult> results = model.tick(rows, bucket);
        var told = new ArrayList<TickResult.RowResult>(results.size());
        for (RowResult result : results) {
            told.add(new TickResult.RowResult(
                    result.gateLogit(),
                    result.cdf(),
                    result.survival(),
                    result instanceof RowResult.Exited,
                    result.logits()));
        }
        return new TickResult(told);
    }

    private TickRow tickRow(RowStep row) {
        StepBounds depth = row.depth();
        return new TickRow(
                cache(row.row()),
                row.token(),
                row.recurrentStep(),
                row.position(),
                depth.minSteps(),
                depth.maxSteps(),
                depth.exitThreshold(),
                row.cdf(),
                row.survival(),
                row.told());
    }

    @Override
    public void save(int row, KvPage page) {
        KvCache copy = model.newCache(page.planes(), page.positions());
        try {
            model.copyPositions(copy, 0, cache(row), page.start(), page.positions());
            pages.put(page.id(), copy);
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
    }

    @Override
    public void load(int row, KvPage page, int prompt, int positions) {
        KvCache copy = pages.get(page.id());
        if (copy == null) {
            throw new IllegalStateException("page " + page.id() + ": unknown (expected: a saved one)");
        }
        if (page.start() == 0) {
            release(row);
            caches[row] = newCache(page.planes(), prompt, positions);
        }
        model.copyPositions(cache(row), page.start(), copy, 0, page.positions());
    }

    @Override
    public void drop(KvPage page) {
        KvCache copy = pages.remove(page.id());
        if (copy != null) {
            copy.close();
        }
    }

    @Override
    public ScoringWork score(ScoringTask task) {
        return new DjlScoring(model, task);
    }

    @Override
    public void release(int row) {
        KvCache cache = caches[row];
        caches[row] = null;
        if (cache != null) {
            cache.close();
        }
    }

    @Override
    public void close() {
        for (int row = 0; row < caches.length; row++) {
            release(row);
        }
        pages.values().forEach(KvCache::close);
        pages.clear();
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
