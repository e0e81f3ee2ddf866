package looplm.inference.engine;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What the engine has done since it started. Written by its thread, read by any. */
public final class EngineStats {

    private final LongAdder ticks = new LongAdder();
    private final LongAdder rowTicks = new LongAdder();
    private final LongAdder headTicks = new LongAdder();
    private final LongAdder wastedRowTicks = new LongAdder();
    private final LongAdder prefillCalls = new LongAdder();
    private final LongAdder prefillTokens = new LongAdder();
    private final LongAdder failedCalls = new LongAdder();
    private final LongAdder restarts = new LongAdder();
    private final LongAdder prefixQueries = new LongAdder();
    private final LongAdder prefixHits = new LongAdder();
    private final LongAdder tickNanos = new LongAdder();
    private final LongAdder prefillNanos = new LongAdder();
    private final LongAdder readNanos = new LongAdder();
    private final LongAdder workNanos = new LongAdder();
    private final AtomicLongArray exits;
    private volatile int takenRows;

    /**
     * @param maxSteps steps that a token can run at most
     */
    EngineStats(int maxSteps) {
        exits = new AtomicLongArray(maxSteps + 1);
    }

    void ticked(int rows, long nanos) {
        ticks.increment();
        rowTicks.add(rows);
        tickNanos.add(nanos);
    }

    void exited(int step) {
        exits.incrementAndGet(Math.min(step, exits.length() - 1));
    }

    void headRan() {
        headTicks.increment();
    }

    void wasted(int steps) {
        wastedRowTicks.add(steps);
    }

    void prefilled(int tokens, long nanos) {
        prefillCalls.increment();
        prefillTokens.add(tokens);
        prefillNanos.add(nanos);
    }

    void looked(int tokens, int found) {
        prefixQueries.add(tokens);
        prefixHits.add(found);
    }

    void read(long nanos) {
        readNanos.add(nanos);
    }

    void worked(long nanos) {
        workNanos.add(nanos);
    }

    void failed() {
        failedCalls.increment();
    }

    void restarted() {
        restarts.increment();
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

    /** Ticks in which a token left, so that the head ran. */
    public long headTicks() {
        return headTicks.sum();
    }

    /** Those of {@link #rowTicks} whose token was never finished: its request was cancelled or failed. */
    public long wastedRowTicks() {
        return wastedRowTicks.sum();
    }

    /** Tokens that left a tick at a step (from 1). */
    public long exits(int step) {
        return exits.get(step);
    }

    /** Steps that a token can run at most. */
    public int maxSteps() {
        return exits.length() - 1;
    }

    /** Calls that ran a chunk of a prompt. */
    public long prefillCalls() {
        return prefillCalls.sum();
    }

    /** Prompt tokens run. */
    public long prefillTokens() {
        return prefillTokens.sum();
    }

    /** Calls of the model that threw. */
    public long failedCalls() {
        return failedCalls.sum();
    }

    /** Times that the engine began anew after a fault of its own. */
    public long restarts() {
        return restarts.sum();
    }

    /** Prompt tokens that were looked for among kept beginnings. */
    public long prefixQueries() {
        return prefixQueries.sum();
    }

    /** Prompt tokens that were found there. */
    public long prefixHits() {
        return prefixHits.sum();
    }

    /** Nanoseconds in ticks of the model. */
    public long tickNanos() {
        return tickNanos.sum();
    }

    /** Nanoseconds in prefill calls of the model. */
    public long prefillNanos() {
        return prefillNanos.sum();
    }

    /** Nanoseconds in sampling tokens and telling them. */
    public long readNanos() {
        return readNanos.sum();
    }

    /** Nanoseconds in all of {@link LoopEngine#tick} where there was something to run. */
    public long workNanos() {
        return workNanos.sum();
    }

    /** Rows that work for a request now. */
    public int takenRows() {
        return takenRows;
    }
}
