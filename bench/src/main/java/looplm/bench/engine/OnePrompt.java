package looplm.bench.engine;

import java.util.List;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.model.ScoringWork;
import looplm.inference.engine.model.TickResult;
import org.jspecify.annotations.Nullable;

/**
 * A runner for arms that only decode: the first prompt is run, those that follow are copies of it. What a tick costs does
 * not depend on what a prompt says, and long prompts would take most of a bench's time.
 */
final class OnePrompt implements ModelRunner {

    private final ModelRunner runner;
    private @Nullable KvPage page;
    private float[] logits = {};

    /**
     * @param runner closed with this
     */
    OnePrompt(ModelRunner runner) {
        this.runner = runner;
    }

    @Override
    public ChunkResult prefill(PrefillChunk chunk) {
        int prompt = chunk.tokens().length;
        if (chunk.start() != 0 || prompt != chunk.prompt()) {
            throw new IllegalArgumentException("chunk: " + prompt + " tokens from " + chunk.start() + " (expected: all "
                    + chunk.prompt() + " of the prompt)");
        }
        KvPage first = page;
        if (first != null && first.positions() == prompt && first.planes() == chunk.planes()) {
            runner.load(chunk.row(), first, prompt, chunk.positions());
        } else {
            logits = runner.prefill(chunk).logits();
            keep(chunk.row(), new KvPage(0, chunk.planes(), 0, prompt));
        }
        return new ChunkResult(chunk.depth().maxSteps(), logits.clone(), List.of());
    }

    private void keep(int row, KvPage made) {
        runner.drop(made);
        runner.save(row, made);
        page = made;
    }

    @Override
    public TickResult tick(RowTick tick) {
        return runner.tick(tick);
    }

    @Override
    public void release(int row) {
        runner.release(row);
    }

    @Override
    public ModelShape shape() {
        return runner.shape();
    }

    @Override
    public long planePositionBytes() {
        return runner.planePositionBytes();
    }

    @Override
    public int answerPlanes(int planes) {
        return runner.answerPlanes(planes);
    }

    @Override
    public void save(int row, KvPage saved) {
        throw new UnsupportedOperationException("arms keep no beginnings of prompts");
    }

    @Override
    public void load(int row, KvPage loaded, int prompt, int positions) {
        throw new UnsupportedOperationException("arms keep no beginnings of prompts");
    }

    @Override
    public void drop(KvPage dropped) {
        throw new UnsupportedOperationException("arms keep no beginnings of prompts");
    }

    @Override
    public ScoringWork score(ScoringTask task) {
        throw new UnsupportedOperationException("arms score nothing");
    }

    @Override
    public void close() {
        runner.close();
    }
}
