package looplm.inference.engine;

import java.util.concurrent.atomic.LongAdder;

/** What the engine has done since it started. Written by its thread, read by any. */
public final class EngineStats {

    private final LongAdder ticks = new LongAdder();
    private final LongAdder rowTicks = new LongAdder();
    private final LongAdder prefillTokens = new LongAdder();
    private final LongAdder failedCalls = new LongAdder();
    private volatile int takenRows;

    void ticked(int rows) {
        ticks.increment();
        rowTicks.add(rows);
    }

    void prefilled(int tokens) {
        prefillTokens.add(tokens);
    }

    void failed() {
        failedCalls.increment();
    }

    void taken(int rows) {
        takenRows = rows;
    }

    /** Calls that ran one recurrent step of all live rows. */
    public long ticks() {
        return ticks.sum();
    }

    /** Recurrent steps run in ticks, over all rows. */
    public long rowTicks() {
        return rowTicks.sum();
    }

    /** Prompt tokens run. */
    public long prefillTokens() {
        return prefillTokens.sum();
    }

    /** Calls of the model that threw. */
    public long failedCalls() {
        return failedCalls.sum();
    }

    /** Rows that work for a request now. */
    public int takenRows() {
        return takenRows;
    }
}
