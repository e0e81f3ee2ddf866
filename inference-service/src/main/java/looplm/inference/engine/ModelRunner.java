package looplm.inference.engine;

/**
 * The model as the engine sees it: rows with a cache each, prompts that fill them, and one recurrent step at a time.
 *
 * <p>Threads: all calls come from the engine's thread. A call that throws leaves the rows it was given in an undefined
 * state: the engine releases them.
 */
public interface ModelRunner extends AutoCloseable {

    ModelShape shape();

    /** Runs all recurrent steps of some prompt tokens. Chunks of one prompt come in order and may be of any size. */
    PrefillResult prefill(Batch.PrefillChunk chunk);

    /** Runs exactly one recurrent step of every row given. */
    TickResult tick(Batch.RowTick tick);

    /** Frees what a row holds. Harmless for a row that holds nothing. */
    void release(int row);

    @Override
    void close();
}
