package looplm.model;

import java.util.ArrayList;
import looplm.model.Generation.Finish;
import looplm.model.cache.KvCache;
import looplm.model.sample.Sampler;

/**
 * The oracle: generates one sequence, one token, one recurrent step at a time. No batch, nothing written ahead, nothing
 * clever; the serving engine is compared with it.
 *
 * <p>How deep tokens go and what they leave behind is {@link SerialDecoder}'s; this class draws tokens and knows when an
 * answer ends.
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
    public Generation generate(KvCache cache, int[] prompt, GenerationRequest request, TokenListener listener) {
        var tokens = new ArrayList<GeneratedToken>();
        var decoder = new SerialDecoder(model, cache, request.exit(), request.kv());
        SerialDecoder.Reading reading = decoder.start(prompt);
        while (true) {
            int position = prompt.length + tokens.size();
            float[] logits = model.logits(reading.state());
            int id = Sampler.sample(logits, request.sampling(), ONLY_CHOICE, position);
            tokens.add(reading.token(id, Sampler.logProbability(logits, id)));
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
            reading = decoder.next(id);
        }
    }
}
