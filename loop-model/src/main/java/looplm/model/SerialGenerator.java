package looplm.model;

import java.util.ArrayList;
import java.util.List;
import looplm.model.Generation.Finish;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitProgress;
import looplm.model.sample.Sampler;

/**
 * The oracle: generates one sequence, one token, one recurrent step at a time. No batch, nothing written ahead, nothing
 * clever; the serving engine is compared with it.
 *
 * <p>The prompt runs all steps and the first token is read at the step its exit policy selects. After that a token starts
 * from its embedding, runs steps until it leaves, and then its keys and values are copied into the planes that its KV
 * policy says.
 */
public final class SerialGenerator {

    private static final int ONLY_CHOICE = 0;

    private final LoopLm model;

    /**
     * @param model stays the caller's to close
     */
    public SerialGenerator(LoopLm model) {
        this.model = model;
    }

    /** Watches an answer grow; may throw to stop it. */
    @FunctionalInterface
    public interface TokenListener {

        /**
         * @param token the newest token
         * @param logits what it was drawn from, before softmax [V]
         */
        void onToken(GeneratedToken token, float[] logits);
    }

    /**
     * Generates an answer.
     *
     * @param prompt ids, at least one, fewer than the model's context
     * @throws IllegalArgumentException where prompt or request do not fit the model
     */
    public Generation generate(int[] prompt, GenerationRequest request, TokenListener listener) {
        int context = model.config().contextLength();
        if (prompt.length == 0 || prompt.length >= context) {
            throw new IllegalArgumentException(
                    "prompt: " + prompt.length + " tokens (expected: 1.." + (context - 1) + ")");
        }
        int planes = Math.max(model.config().recurrentSteps(), request.exit().maxSteps());
        int positions = (int) Math.min(context, (long) prompt.length + request.maxTokens());
        try (KvCache cache = model.newCache(planes, positions)) {
            return generate(cache, prompt, request, listener);
        }
    }

    /** As {@link #generate(int[], GenerationRequest, TokenListener)}, over a cache that can be looked at afterwards. */
    Generation generate(KvCache cache, int[] prompt, GenerationRequest request, TokenListener listener) {
        var tokens = new ArrayList<GeneratedToken>();
        Read read = prefill(cache, prompt, request.exit());
        while (true) {
            int position = prompt.length + tokens.size();
            float[] logits = model.logits(read.state());
            int id = Sampler.sample(logits, request.sampling(), ONLY_CHOICE, position);
            tokens.add(read.token(id, Sampler.logProbability(logits, id)));
            listener.onToken(tokens.getLast(), logits);
            if (request.endTokens().contains(id)) {
                return new Generation(tokens, Finish.END_TOKEN);
            }
            if (tokens.size() == request.maxTokens()) {
                return new Generation(tokens, Finish.MAX_TOKENS);
            }
            if (position + 1 == model.config().contextLength()) {
                return new Generation(tokens, Finish.CONTEXT);
            }
            read = decode(cache, id, position, request.exit(), request.kv());
        }
    }

    /** Runs the prompt through all planes and reads its last position where the policy says. */
    private Read prefill(KvCache cache, int[] prompt, ExitPolicy exit) {
        PrefillResult result = model.prefill(cache, prompt, 0);
        float[] embedding = model.embed(prompt[prompt.length - 1]);
        int exitStep = exit.select(embedding, result.states(), result.gateLogits());
        var cdf = new ArrayList<Float>();
        ExitProgress progress = ExitProgress.START;
        for (int step = 1; step <= exitStep; step++) {
            progress = progress.after(result.gateLogits()[step - 1]);
            cdf.add(step == cache.planes() ? 1 : progress.cdf());
        }
        return new Read(result.states()[exitStep - 1], exitStep, 0, cdf);
    }

    /** Runs one token; FULL_DEPTH goes on after the step that is read. */
    private Read decode(KvCache cache, int id, int position, ExitPolicy exit, KvPolicy kv) {
        ExitProgress progress = ExitProgress.START;
        float[] state = model.embed(id);
        float[] readState = state;
        var cdf = new ArrayList<Float>();
        int exitStep = 0;
        int executed = 0;
        while (exitStep == 0 || (kv == KvPolicy.FULL_DEPTH && executed < cache.planes())) {
            float[] previous = state;
            RowResult.Running step = model.tokenStep(cache, previous, executed, position);
            state = step.state();
            executed++;
            progress = progress.after(step.gateLogit());
            cdf.add(executed == cache.planes() ? 1 : progress.cdf());
            if (exitStep == 0 && exit.leaves(executed, progress, previous, state)) {
                exitStep = executed;
                readState = state;
            }
        }
        keep(cache, position, exitStep, kv);
        return new Read(readState, exitStep, executed, cdf);
    }

    /** Copies what the exit step computed into the planes that hold no step of their own, or into all. */
    private void keep(KvCache cache, int position, int exitStep, KvPolicy kv) {
        int source = exitStep - 1;
        switch (kv) {
            case LAST_EXITED -> model.copyPlane(cache, position, source, exitStep, cache.planes());
            case FINAL_SHARED -> {
                model.copyPlane(cache, position, source, 0, source);
                model.copyPlane(cache, position, source, exitStep, cache.planes());
            }
            case FULL_DEPTH -> {}
        }
    }

    /** The state that is read for the next token. */
    private record Read(float[] state, int exitStep, int executedSteps, List<Float> cdf) {

        GeneratedToken token(int id, double logProbability) {
            var exitCdf = new float[cdf.size()];
            for (int i = 0; i < exitCdf.length; i++) {
                exitCdf[i] = cdf.get(i);
            }
            return new GeneratedToken(id, exitStep, executedSteps, logProbability, exitCdf);
        }
    }
}
