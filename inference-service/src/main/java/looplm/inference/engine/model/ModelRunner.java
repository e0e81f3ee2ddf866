package looplm.inference.engine.model;

/**
 * The model as the engine sees it: rows with a cache each, prompts that fill them, and one recurrent step at a time.
 *
 * <p>Threads: all calls come from the engine's thread. A call that throws leaves the rows it was given in an undefined
 * state: the engine releases them.
 */
public interface ModelRunner extends AutoCloseable {

    ModelShape shape();

    /** Bytes that one position of one plane takes in a cache. */
    long planePositionBytes();

    /** Planes that a token of an answer takes in a cache of so many planes. */
    default int answerPlanes(int planes) {
        return planes;
    }

    /** Runs all recurrent steps of some prompt tokens. Chunks of one prompt come in order and may be of any size. */
    ChunkResult prefill(Batch.PrefillChunk chunk);

    /** Runs exactly one recurrent step of every row given. */
    TickResult tick(Batch.RowTick tick);

    /** Makes a page of positions that a row has filled. */
    void save(int row, KvPage page);

    /**
     * Fills a row from a page. A page that starts at position 0 starts a new sequence in the row.
     *
     * @param prompt tokens of the whole prompt
     * @param positions the most positions that the sequence will need, its answer included
     */
    void load(int row, KvPage page, int prompt, int positions);

    /** Frees a page. Harmless for one that was never saved. */
    void drop(KvPage page);

    /** Begins to score continuations, beside all rows. Nothing is run before the first {@link ScoringWork#advance}. */
    ScoringWork score(ScoringTask task);

    /** Frees what a row holds. Harmless for a row that holds nothing. */
    void release(int row);

    @Override
    void close();
}
