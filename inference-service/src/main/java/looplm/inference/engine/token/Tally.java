package looplm.inference.engine.token;

import java.util.TreeMap;

/** Counts of one sequence as they grow. Written by the engine's thread, read by any. */
public final class Tally {

    private final int promptTokens;
    private final int prefillSteps;
    private final long[] exits;
    private int cachedTokens;
    private long promptSteps;
    private long executedSteps;
    private int completionTokens;
    private int decodeTokens;

    /**
     * @param prefillSteps D, the steps that every prompt token runs
     */
    public Tally(int promptTokens, int prefillSteps) {
        this.promptTokens = promptTokens;
        this.prefillSteps = prefillSteps;
        this.exits = new long[prefillSteps + 1];
    }

    public synchronized void prefilled(int tokens) {
        promptSteps += (long) tokens * prefillSteps;
    }

    /** Prompt tokens that another prompt had run already. */
    public synchronized void cached(int tokens) {
        cachedTokens += tokens;
    }

    public synchronized void executed() {
        executedSteps++;
    }

    public synchronized void sampled(int exitStep, boolean fromTick) {
        exits[exitStep]++;
        completionTokens++;
        if (fromTick) {
            decodeTokens++;
        }
    }

    public synchronized int completionTokens() {
        return completionTokens;
    }

    public synchronized long billedSteps() {
        return promptSteps + executedSteps;
    }

    public synchronized Counts counts() {
        var exitSteps = new TreeMap<Integer, Long>();
        for (int step = 1; step < exits.length; step++) {
            if (exits[step] > 0) {
                exitSteps.put(step, exits[step]);
            }
        }
        return new Counts(
                promptTokens,
                cachedTokens,
                completionTokens,
                decodeTokens,
                promptSteps,
                executedSteps,
                prefillSteps,
                exitSteps);
    }
}
