package looplm.inference.engine;

/**
 * How an engine runs.
 *
 * @param mode which rows a tick runs
 * @param chunkTokens prompt tokens of one prefill call at most: the others' tokens wait for one such call. Also the grid
 *     on which prompts share work, so that a shared beginning gives bit-equal answers
 * @param reservedRows rows that only {@link Priority#SAFETY} may take
 * @param keepPrefixes whether the beginnings of prompts are kept for later ones
 */
public record EngineSettings(TickMode mode, int chunkTokens, int reservedRows, boolean keepPrefixes) {

    public EngineSettings {
        if (chunkTokens < 1) {
            throw new IllegalArgumentException("chunkTokens: " + chunkTokens + " (expected: at least 1)");
        }
        if (reservedRows < 0) {
            throw new IllegalArgumentException("reservedRows: " + reservedRows + " (expected: 0 or more)");
        }
    }

    /** Serving with chunks of a size, without anything kept or reserved. */
    public static EngineSettings plain(int chunkTokens) {
        return new EngineSettings(TickMode.ROW_TICK, chunkTokens, 0, false);
    }
}
