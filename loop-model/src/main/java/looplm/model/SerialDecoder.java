package looplm.model;

import java.util.ArrayList;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitProgress;

/**
 * One sequence, run token by token and recurrent step by recurrent step: exit and KV policies at their plainest.
 *
 * <p>The prompt runs all steps and its last position is read where the exit policy selects. After that a token starts from
 * its embedding, runs steps until it leaves, and then its planes are filled as the KV policy says.
 */
public final class SerialDecoder {

    private final LoopLm model;
    private final KvCache cache;
    private final ExitPolicy exit;
    private final KvPolicy kv;
    private int position;

    /**
     * What is read of a token, to predict the next one.
     *
     * @param state normed state [E]; {@link LoopLm#logits} of it
     * @param exitStep the step it was read at, as a count
     * @param executedSteps steps run for it in decode; 0 for the prompt
     * @param exitCdf cumulative exit probability after each step up to the last one run
     */
    public record Reading(float[] state, int exitStep, int executedSteps, float[] exitCdf) {

        GeneratedToken token(int id, double logProbability) {
            return new GeneratedToken(id, exitStep, executedSteps, logProbability, exitCdf);
        }
    }

    /**
     * @param cache empty, with at least as many planes as the policy may run steps; it stays the caller's
     */
    public SerialDecoder(LoopLm model, KvCache cache, ExitPolicy exit, KvPolicy kv) {
        this.model = model;
        this.cache = cache;
        this.exit = exit;
        this.kv = kv;
    }

    /** Positions that were fed so far. */
    public int position() {
        return position;
    }

    /** Runs the prompt through all planes and reads its last position where the policy says. */
    public Reading start(int[] prompt) {
        PrefillResult result = model.prefill(cache, prompt, 0);
        float[] embedding = model.embed(prompt[prompt.length - 1]);
        int exitStep = exit.select(embedding, result.states(), result.gateLogits());
        float[] state = exit.read(result.states(), result.gateLogits(), exitStep);
        for (position = 0; position < prompt.length; position++) {
            keep(kv.prompt(), cache.planes(), cache.planes());
        }
        return new Reading(state, exitStep, 0, cdf(result.gateLogits(), exitStep));
    }

    /** Runs one token; FULL_DEPTH goes on after the step that is read. */
    public Reading next(int id) {
        var states = new ArrayList<float[]>();
        var gates = new float[cache.planes()];
        ExitProgress progress = ExitProgress.START;
        float[] state = model.embed(id);
        int exitStep = 0;
        while (exitStep == 0 || (kv.runsAllSteps() && states.size() < cache.planes())) {
            float[] previous = state;
            LoopLm.TokenStep step = model.tokenStep(cache, previous, states.size(), position);
            state = step.state();
            gates[states.size()] = step.gateLogit();
            states.add(state);
            progress = progress.after(step.gateLogit());
            if (exitStep == 0 && exit.leaves(states.size(), progress, previous, state)) {
                exitStep = states.size();
            }
        }
        keep(kv.generated(), exitStep, states.size());
        position++;
        float[] read = exit.read(states.toArray(float[][]::new), gates, exitStep);
        return new Reading(read, exitStep, states.size(), cdf(gates, states.size()));
    }

    /** Fills the planes of the current position. */
    private void keep(KvPolicy.Kept kept, int exitStep, int executedSteps) {
        int planes = cache.planes();
        switch (kept) {
            case OWN_STEPS -> copy(exitStep - 1, executedSteps, planes);
            case FINAL -> {
                copy(exitStep - 1, 0, exitStep - 1);
                copy(exitStep - 1, exitStep, planes);
            }
            case FIRST -> copy(0, 1, planes);
            case FIRST_THEN_FINAL -> {
                copy(exitStep - 1, 1, exitStep - 1);
                copy(exitStep - 1, exitStep, planes);
            }
            case MEAN -> model.meanPlanes(cache, position, executedSteps);
        }
    }

    private void copy(int source, int first, int last) {
        if (first < last) {
            model.copyPlane(cache, position, source, first, last);
        }
    }

    private float[] cdf(float[] gates, int steps) {
        var cdf = new float[steps];
        ExitProgress progress = ExitProgress.START;
        for (int step = 1; step <= steps; step++) {
            progress = progress.after(gates[step - 1]);
            cdf[step - 1] = step == cache.planes() ? 1 : progress.cdf();
        }
        return cdf;
    }
}
