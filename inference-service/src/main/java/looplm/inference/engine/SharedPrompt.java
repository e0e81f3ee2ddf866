package looplm.inference.engine;

import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import org.jspecify.annotations.Nullable;

/**
 * The prompt of several answers to one request: the first one that gets a row runs it, the others start from a page of
 * what it left. Engine thread only.
 */
public final class SharedPrompt {

    private int waiting;
    private @Nullable Sequence leader;
    private @Nullable KvPage page;
    private @Nullable ChunkResult result;

    /**
     * @param answers sequences that share it
     */
    public SharedPrompt(int answers) {
        this.waiting = answers;
    }

    /** Whether a sequence can start: from the page, or by running the prompt because nobody does. */
    boolean canStart() {
        return page != null || leader == null;
    }

    /** Where the next one can start from; null if it has to run the prompt. */
    @Nullable
    KvPage page() {
        return page;
    }

    /** What the prompt left; only with a {@link #page}. Its logits are a copy. */
    ChunkResult result() {
        if (result == null) {
            throw new IllegalStateException("result: none (expected: a prompt that has run)");
        }
        return new ChunkResult(result.exitStep(), result.logits().clone(), result.steps());
    }

    /** A sequence waits no longer. */
    void started(Sequence sequence) {
        waiting--;
        if (page == null) {
            leader = sequence;
        }
    }

    /** A sequence ended before it got a row. */
    void left() {
        waiting--;
    }

    boolean awaited() {
        return waiting > 0;
    }

    /** The prompt has run. */
    void ran(KvPage left, ChunkResult prefill) {
        page = left;
        result = new ChunkResult(prefill.exitStep(), prefill.logits().clone(), prefill.steps());
    }

    /** Its runner is done with it; if it left nothing, the next one runs the prompt again. */
    void leaderDone(Sequence sequence) {
        if (sequence == leader) {
            leader = null;
        }
    }

    /** Takes the page away, to be discarded. */
    @Nullable
    KvPage takePage() {
        KvPage taken = page;
        page = null;
        result = null;
        leader = null;
        return taken;
    }
}
