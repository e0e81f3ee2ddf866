package looplm.inference.admission;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import looplm.inference.engine.model.ModelShape;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.model.sample.SamplingParams;

/**
 * The model that this service answers with.
 *
 * @param name what requests call it
 * @param weightsHash first 12 hex digits
 * @param kernel the form that its matrices are held in: with another, last bits differ
 * @param created when its files were last written, seconds since 1970
 * @param turns user messages that the chat template renders; 0 for all
 * @param measured what efforts were measured to give; empty where that is not known
 * @param sampling what a request samples with where it does not say; the seed is not used
 * @param endTokens tokens that end a sequence
 */
public record ServedModel(
        String name,
        String weightsHash,
        String kernel,
        long created,
        int turns,
        ModelShape shape,
        DepthLimits depth,
        Map<Effort, EffortFigures> measured,
        SamplingParams sampling,
        Set<Integer> endTokens) {

    public ServedModel {
        measured = Collections.unmodifiableMap(new TreeMap<>(measured));
        endTokens = Set.copyOf(endTokens);
    }

    /** Name and weights in one word, for headers and logs. */
    public String reference() {
        return name + "@" + weightsHash;
    }
}
