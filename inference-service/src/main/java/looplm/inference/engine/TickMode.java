package looplm.inference.engine;

/** Which rows a tick runs. Served is {@link #ROW_TICK}; the others are what it is measured against. */
public enum TickMode {
    /** Every row with a token in flight, whatever its depth. A row that exits starts its next token in the same tick. */
    ROW_TICK,
    /** Tokens start together. A row whose token has left waits until the last one's has. */
    NO_REFILL,
    /** Tokens start together and run all planes: batching without depth, as in servers of ordinary models. */
    LOCKSTEP
}
