package looplm.model;

import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitProgress;

/**
 * How likely a model finds one continuation, read after every recurrent step. Its tokens are given, not generated; each
 * attends to a history whose every step was run, as the reference's does.
 *
 * @param logProbabilities natural logarithm of each token's probability, read after each step [T][k]
 * @param likeliest whether each token is the likeliest one after each step [T][k]
 * @param gateLogits exit gate before its sigmoid, at the position that predicts each token [T][k]
 */
public record ContinuationScore(double[][] logProbabilities, boolean[][] likeliest, float[][] gateLogits) {

    private static final float[] NO_STATE = {};

    /** A score to be filled in by {@link #put}. */
    static ContinuationScore blank(int recurrentSteps, int tokens) {
        return new ContinuationScore(
                new double[recurrentSteps][tokens],
                new boolean[recurrentSteps][tokens],
                new float[recurrentSteps][tokens]);
    }

    void put(int recurrentStep, int token, double logProbability, boolean best, float gateLogit) {
        logProbabilities[recurrentStep][token] = logProbability;
        likeliest[recurrentStep][token] = best;
        gateLogits[recurrentStep][token] = gateLogit;
    }

    /** T, the recurrent steps that were run. */
    public int recurrentSteps() {
        return logProbabilities.length;
    }

    /** k, the tokens of the continuation. */
    public int tokens() {
        return logProbabilities[0].length;
    }

    /** Log-likelihood of the whole continuation, every token read after {@code steps} steps, a count from 1. */
    public double logLikelihood(int steps) {
        double sum = 0;
        for (double logProbability : logProbabilities[checked(steps) - 1]) {
            sum += logProbability;
        }
        return sum;
    }

    /** Log-likelihood of the whole continuation, every token read where its predecessor leaves. */
    public double logLikelihood(CumulativeThreshold exit) {
        int[] steps = exitSteps(exit);
        double sum = 0;
        for (int k = 0; k < steps.length; k++) {
            sum += logProbabilities[steps[k] - 1][k];
        }
        return sum;
    }

    /** The steps each token is read at, as counts. */
    public int[] exitSteps(CumulativeThreshold exit) {
        checked(exit.maxSteps());
        var steps = new int[tokens()];
        for (int k = 0; k < steps.length; k++) {
            ExitProgress progress = ExitProgress.START;
            do {
                progress = progress.after(gateLogits[steps[k]++][k]);
            } while (!exit.leaves(steps[k], progress, NO_STATE, NO_STATE));
        }
        return steps;
    }

    /** Whether greedy generation at this fixed depth would give exactly this continuation. */
    public boolean greedy(int steps) {
        for (boolean best : likeliest[checked(steps) - 1]) {
            if (!best) {
                return false;
            }
        }
        return true;
    }

    private int checked(int steps) {
        if (steps < 1 || steps > recurrentSteps()) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: 1.." + recurrentSteps() + ")");
        }
        return steps;
    }
}
