package looplm.bench.engine;

import java.util.ArrayList;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.inference.engine.model.TickResult;

/** A runner that computes nothing: rows leave at their maximum. For counting ticks where time is modelled. */
record CountingRunner(ModelShape shape) implements ModelRunner {

    private static final float[] LOGITS = {1};
    private static final float[] NONE = {};

    @Override
    public long planePositionBytes() {
        return 1;
    }

    @Override
    public ChunkResult prefill(PrefillChunk chunk) {
        return new ChunkResult(chunk.depth().maxSteps(), LOGITS.clone());
    }

    @Override
    public TickResult tick(RowTick tick) {
        var results = new ArrayList<TickResult.RowResult>(tick.rows().size());
        for (RowStep row : tick.rows()) {
            boolean exited = row.recurrentStep() + 1 == row.depth().maxSteps();
            results.add(new TickResult.RowResult(0, exited ? 1 : 0, 1, exited, exited ? LOGITS.clone() : NONE));
        }
        return new TickResult(results);
    }

    @Override
    public void save(int row, KvPage page) {
        // holds nothing
    }

    @Override
    public void load(int row, KvPage page, int prompt, int positions) {
        // holds nothing
    }

    @Override
    public void drop(KvPage page) {
        // holds nothing
    }

    @Override
    public ScoringWork score(ScoringTask task) {
        throw new UnsupportedOperationException("nothing is scored here");
    }

    @Override
    public void release(int row) {
        // holds nothing
    }

    @Override
    public void close() {
        // holds nothing
    }
}
