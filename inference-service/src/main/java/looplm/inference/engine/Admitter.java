package looplm.inference.engine;

import java.util.ArrayList;
import java.util.List;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.prefix.PrefixCache;
import org.jspecify.annotations.Nullable;

/**
 * Gives free rows to those who wait, as far as memory for the worst case can be had: a request that runs never has to
 * stop for lack of it. Engine thread only.
 */
final class Admitter {

    private final AdmissionQueue waiting;
    private final ModelRunner runner;
    private final ModelShape shape;
    private final KvMemory memory;
    private final PrefixCache prefixes;
    private final int reservedRows;

    Admitter(
            AdmissionQueue waiting,
            ModelRunner runner,
            KvMemory memory,
            PrefixCache prefixes,
            EngineSettings settings) {
        this.waiting = waiting;
        this.runner = runner;
        this.shape = runner.shape();
        this.memory = memory;
        this.prefixes = prefixes;
        this.reservedRows = settings.reservedRows();
        if (reservedRows >= shape.rows()) {
            throw new IllegalArgumentException(
                    "reservedRows: " + reservedRows + " (expected: fewer than the " + shape.rows() + " rows)");
        }
    }

    /**
     * A request that has got a row.
     *
     * @param pages its prompt's beginning, to be loaded and then released
     */
    record Admitted(Row row, List<PrefixCache.Kept> pages) {}

    /**
     * The next one for a row.
     *
     * @param free rows that are free, at least one
     * @param idle whether no row works: then even the last memory may be used
     */
    @Nullable
    Admitted next(List<Row> free, boolean idle) {
        Sequence next = waiting.poll(sequence -> admissible(sequence, free.size(), idle));
        if (next == null) {
            return null;
        }
        int planes = shape.prefillSteps(next.request().depth());
        long blocks = blocks(next);
        List<PrefixCache.Kept> pages = new ArrayList<>(pages(next, planes, blocks));
        if (!prefixes.makeRoom(blocks)) {
            prefixes.release(pages);
            pages.clear();
            prefixes.makeRoom(blocks);
        }
        memory.reserve(blocks);
        Row row = free.getFirst();
        row.take(next, blocks, planes);
        return new Admitted(row, pages);
    }

    /** Whether a sequence does not even fit alone. */
    boolean tooLarge(Sequence sequence) {
        return blocks(sequence) > memory.totalBlocks();
    }

    /** Blocks that a sequence needs at most. */
    private long blocks(Sequence sequence) {
        AnswerRequest request = sequence.request();
        int planes = shape.prefillSteps(request.depth());
        int answerPlanes = runner.answerPlanes(planes);
        return answerPlanes == planes
                ? memory.blocks(request.positions(), planes)
                : memory.blocks(request.promptTokens().length, planes)
                        + memory.blocks(request.maxTokens(), answerPlanes);
    }

    private boolean admissible(Sequence sequence, int freeRows, boolean idle) {
        if (freeRows <= reservedRows && sequence.priority() != Priority.SAFETY) {
            return false;
        }
        SharedPrompt shared = sequence.shared();
        if (shared != null && !shared.canStart()) {
            return false;
        }
        return prefixes.canFree(blocks(sequence)) || (idle && shared != null && shared.page() != null);
    }

    private List<PrefixCache.Kept> pages(Sequence sequence, int planes, long blocks) {
        SharedPrompt shared = sequence.shared();
        if (shared == null || shared.page() == null) {
            return prefixes.use(sequence.prompt(), planes);
        }
        if (prefixes.canFree(blocks)) {
            return List.of();
        }
        // Page and sequence do not fit together, and nobody else is there to end: the prompt runs again.
        KvPage page = shared.takePage();
        if (page != null) {
            prefixes.discard(page);
        }
        return prefixes.use(sequence.prompt(), planes);
    }
}
