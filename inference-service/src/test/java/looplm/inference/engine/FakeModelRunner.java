package looplm.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import looplm.inference.engine.model.Batch;
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
import looplm.inference.engine.model.TickResult.RowResult;
import org.jspecify.annotations.Nullable;

/**
 * A model without tensors. What comes next depends on all tokens before it and on the step that is read, through a hash
 * or a test's script. It keeps the contract strictly: what a real model would compute wrongly, it refuses.
 */
public final class FakeModelRunner implements ModelRunner {

    private final ModelShape shape;
    private final @Nullable Cache[] caches;
    private final List<Batch> calls = new ArrayList<>();
    private ToIntFunction<List<Integer>> nextToken = history -> -1;
    private IntBinaryOperator gate = (position, step) -> 0;
    private boolean scriptedGate;
    private int failingCalls;
    private boolean closed;
    private int openScorings;
    private int pieces;
    private final Map<Long, List<Integer>> pages = new HashMap<>();

    public FakeModelRunner(ModelShape shape) {
        this.shape = shape;
        this.caches = new @Nullable Cache[shape.rows()];
    }

    /** Tokens of one row, and its in-flight token's next step. */
    private static final class Cache {
        final List<Integer> tokens = new ArrayList<>();
        final int planes;
        final int positions;
        int nextStep;

        Cache(int planes, int positions) {
            this.planes = planes;
            this.positions = positions;
        }
    }

    /** Lets a script choose the next token by the tokens so far; a negative one leaves it to the hash. */
    public FakeModelRunner script(ToIntFunction<List<Integer>> next) {
        nextToken = next;
        return this;
    }

    /** Lets a script choose the gate's logit by position and step (from 0). */
    public FakeModelRunner gates(IntBinaryOperator logit) {
        gate = logit;
        scriptedGate = true;
        return this;
    }

    /** The next calls throw. */
    public void failNext(int count) {
        failingCalls = count;
    }

    /** Every call so far, in order. */
    public List<Batch> calls() {
        return calls;
    }

    public List<RowTick> ticks() {
        return calls.stream()
                .filter(RowTick.class::isInstance)
                .map(RowTick.class::cast)
                .toList();
    }

    /** Rows that hold something. */
    public long heldRows() {
        return Arrays.stream(caches).filter(cache -> cache != null).count();
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public long planePositionBytes() {
        return 64;
    }

    /** Pages that are held. */
    public int heldPages() {
        return pages.size();
    }

    @Override
    public void save(int row, KvPage page) {
        List<Integer> tokens = cache(row).tokens.subList(page.start(), page.end());
        if (page.planes() != cache(row).planes || pages.putIfAbsent(page.id(), List.copyOf(tokens)) != null) {
            throw new IllegalArgumentException("page " + page + " (expected: a new one of the row's planes)");
        }
    }

    @Override
    public void load(int row, KvPage page, int prompt, int positions) {
        if (page.start() == 0) {
            caches[row] = new Cache(page.planes(), positions);
        }
        List<Integer> tokens = pages.get(page.id());
        if (tokens == null || cache(row).tokens.size() != page.start() || page.end() > cache(row).positions) {
            throw new IllegalArgumentException("page " + page + " (expected: a saved one that comes next)");
        }
        cache(row).tokens.addAll(tokens);
    }

    @Override
    public void drop(KvPage page) {
        pages.remove(page.id());
    }

    @Override
    public ChunkResult prefill(PrefillChunk chunk) {
        called(chunk);
        if (chunk.start() == 0) {
            caches[chunk.row()] = new Cache(chunk.planes(), chunk.positions());
        }
        Cache cache = cache(chunk.row());
        if (cache.tokens.size() != chunk.start() || chunk.start() + chunk.tokens().length > cache.positions) {
            throw new IllegalArgumentException(
                    "chunk at " + chunk.start() + " (expected: " + cache.tokens.size() + ")");
        }
        for (int token : chunk.tokens()) {
            cache.tokens.add(checked(token));
        }
        float cdf = 0;
        float survival = 1;
        var steps = new ArrayList<RowResult>();
        for (int step = 0; step < cache.planes; step++) {
            RowResult result = step(cache, step, cdf, survival, chunk.depth(), chunk.told());
            steps.add(result);
            if (result.exited()) {
                float[] logits = chunk.last() ? result.logits().clone() : new float[0];
                return new ChunkResult(step + 1, logits, chunk.told() ? steps : List.of());
            }
            cdf = result.cdf();
            survival = result.survival();
        }
        throw new IllegalArgumentException("maxSteps: " + chunk.depth() + " (expected: at most " + cache.planes + ")");
    }

    @Override
    public TickResult tick(RowTick tick) {
        called(tick);
        if (tick.rows().isEmpty() || tick.rows().size() > shape.rows()) {
            throw new IllegalArgumentException("rows: " + tick.rows().size());
        }
        return new TickResult(tick.rows().stream().map(this::step).toList());
    }

    private RowResult step(RowStep row) {
        Cache cache = cache(row.row());
        if (row.recurrentStep() == 0) {
            // The token before has left: this one takes the next position.
            if (row.position() != cache.tokens.size() || row.position() >= cache.positions) {
                throw new IllegalArgumentException(
                        "position: " + row.position() + " (expected: " + cache.tokens.size() + ")");
            }
            cache.tokens.add(checked(row.token()));
        } else if (row.recurrentStep() != cache.nextStep || row.position() != cache.tokens.size() - 1) {
            throw new IllegalArgumentException(
                    "recurrentStep: " + row.recurrentStep() + " (expected: " + cache.nextStep + ")");
        }
        cache.nextStep = row.recurrentStep() + 1;
        return step(cache, row.recurrentStep(), row.cdf(), row.survival(), row.depth(), row.told());
    }

    private RowResult step(Cache cache, int step, float cdf, float survival, StepBounds depth, boolean told) {
        long hash = hash(cache.tokens, step);
        float logit = scriptedGate
                ? gate.applyAsInt(cache.tokens.size() - 1, step)
                : (float) ((hash >>> 40) / (double) (1L << 24) * 4 - 2);
        float hazard = (float) (1 / (1 + Math.exp(-logit)));
        float nextCdf = cdf + hazard * survival;
        boolean last = step + 1 >= depth.maxSteps();
        boolean early = depth.exitThreshold() < 1 && nextCdf >= depth.exitThreshold() && step + 1 >= depth.minSteps();
        return new RowResult(
                logit,
                last ? 1 : nextCdf,
                survival * (1 - hazard),
                last || early,
                last || early || told ? logits(cache, hash) : new float[0]);
    }

    private float[] logits(Cache cache, long hash) {
        var logits = new float[shape.vocabularySize()];
        int scripted = nextToken.applyAsInt(List.copyOf(cache.tokens));
        long bits = hash;
        for (int i = 0; i < logits.length; i++) {
            bits = bits * 0x5851f42d4c957f2dL + 0x14057b7ef767814fL;
            logits[i] = (bits >>> 40) / (float) (1L << 24);
        }
        if (scripted >= 0) {
            logits[scripted] = 100;
        }
        return logits;
    }

    private static long hash(List<Integer> tokens, int step) {
        long hash = step + 1L;
        for (int token : tokens) {
            hash = (hash + token + 1) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /** Scoring works that are open. */
    public int openScorings() {
        return openScorings;
    }

    /** One piece a continuation; how likely it is depends on its length and the step alone. */
    @Override
    public ScoringWork score(ScoringTask task) {
        openScorings++;
        return new ScoringWork() {
            private int done;

            @Override
            public boolean advance() {
                failIfAsked();
                pieces++;
                return ++done < task.continuations().size();
            }

            @Override
            public int fedTokens() {
                return task.context().length + done;
            }

            @Override
            public List<ContinuationLikelihood> scores() {
                return task.continuations().stream()
                        .map(tokens -> new ContinuationLikelihood(
                                tokens.length,
                                IntStream.rangeClosed(1, task.steps())
                                        .mapToDouble(step -> -(double) tokens.length / step)
                                        .toArray(),
                                new boolean[task.steps()]))
                        .toList();
            }

            @Override
            public void close() {
                openScorings--;
            }
        };
    }

    /** Pieces of scoring that were run. */
    public int pieces() {
        return pieces;
    }

    @Override
    public void release(int row) {
        caches[row] = null;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void called(Batch batch) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        calls.add(batch);
        failIfAsked();
    }

    private void failIfAsked() {
        if (failingCalls > 0) {
            failingCalls--;
            throw new IllegalStateException("scripted fault");
        }
    }

    private int checked(int token) {
        if (token < 0 || token >= shape.vocabularySize()) {
            throw new IllegalArgumentException("token: " + token);
        }
        return token;
    }

    private Cache cache(int row) {
        Cache cache = caches[row];
        if (cache == null) {
            throw new IllegalStateException("row " + row + ": no cache (expected: a prefill first)");
        }
        return cache;
    }
}
