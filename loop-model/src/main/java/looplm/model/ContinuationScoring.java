package looplm.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import looplm.model.ScoringPlan.Fed;
import looplm.model.ScoringPlan.Piece;
import looplm.model.cache.KvCache;
import looplm.model.script.CallArguments;

/**
 * Scores continuations of one context, all recurrent steps in one pass. The context is run once. A first token costs
 * nothing more: it is read from the context's last position; the others of all continuations share the calls of the
 * text's {@code score}, so the weights are read once for many.
 *
 * <p>The work is cut into small pieces, so that a serving engine can run ticks between them: call {@link #advance} until
 * it answers false, then {@link #scores}. Whoever stops early just drops this object.
 *
 * <p>Threads: one at a time; the cache belongs to this work until it is dropped.
 */
public final class ContinuationScoring {

    /** Context tokens of one piece. */
    private static final int CONTEXT_CHUNK = 256;

    /** Numbers of the logits of one piece at most (64 MiB), unless one position has more. */
    private static final int LOGITS = 16 << 20;

    private final LoopLm model;
    private final KvCache cache;
    private final int[] context;
    private final List<int[]> continuations;
    private final List<Piece> pieces;
    private final List<ContinuationScore> scores = new ArrayList<>();
    private int contextDone;
    private int piecesDone;

    /**
     * @param cache with as many planes as steps are wanted, for {@link #positions} positions; it stays the caller's
     * @param context ids, at least one
     * @param continuations ids, at least one each, of at least one continuation
     * @throws IllegalArgumentException naming the argument that does not fit the model
     */
    public ContinuationScoring(LoopLm model, KvCache cache, int[] context, List<int[]> continuations) {
        int needed = positions(model, context, continuations, cache.planes());
        if (cache.positions() < needed) {
            throw new IllegalArgumentException(
                    "cache: " + cache.positions() + " positions (expected: at least " + needed + ")");
        }
        this.model = model;
        this.cache = cache;
        this.context = context.clone();
        this.continuations = continuations.stream().map(int[]::clone).toList();
        this.pieces = ScoringPlan.pieces(
                this.continuations, cache.positions() - context.length, pieceTokens(model, cache.planes()));
        for (int[] continuation : continuations) {
            scores.add(ContinuationScore.blank(cache.planes(), continuation.length));
        }
    }

    /** Scores everything at once, over a cache of its own. */
    public static List<ContinuationScore> score(
            LoopLm model, int[] context, List<int[]> continuations, int recurrentSteps) {
        int positions = positions(model, context, continuations, recurrentSteps);
        try (KvCache cache = model.newCache(recurrentSteps, positions)) {
            var scoring = new ContinuationScoring(model, cache, context, continuations);
            boolean more;
            do {
                more = scoring.advance();
            } while (more);
            return scoring.scores();
        }
    }

    /**
     * Positions that the cache of such a work needs.
     *
     * @throws IllegalArgumentException naming the argument that does not fit the model
     */
    public static int positions(LoopLm model, int[] context, List<int[]> continuations, int recurrentSteps) {
        if (recurrentSteps < 1) {
            throw new IllegalArgumentException("steps: " + recurrentSteps + " (expected: 1 or more)");
        }
        if (context.length == 0) {
            throw new IllegalArgumentException("context: 0 tokens (expected: 1 or more)");
        }
        if (continuations.isEmpty()) {
            throw new IllegalArgumentException("continuations: 0 (expected: 1 or more)");
        }
        int limit = model.config().contextLength();
        model.requireTokens(context);
        for (int[] continuation : continuations) {
            model.requireTokens(continuation);
            if (continuation.length == 0 || (long) context.length + continuation.length > limit) {
                throw new IllegalArgumentException("continuation: " + continuation.length + " tokens after "
                        + context.length + " (expected: 1 or more, at most " + limit + " in all)");
            }
        }
        int slots = ScoringPlan.slots(continuations, pieceTokens(model, recurrentSteps));
        return (int) Math.min(limit, (long) context.length + slots);
    }

    /** Positions that were run so far; each cost one execution of every recurrent step. */
    public int fedTokens() {
        int fed = contextDone;
        for (Piece piece : pieces.subList(0, piecesDone)) {
            fed += piece.fed().size();
        }
        return fed;
    }

    /**
     * Runs one piece of the work.
     *
     * @return whether any is left
     */
    public boolean advance() {
        if (contextDone < context.length) {
            advanceContext();
        } else if (piecesDone < pieces.size()) {
            score(pieces.get(piecesDone++));
        }
        return !isDone();
    }

    /** The scores, in the order of the continuations, once no work is left. */
    public List<ContinuationScore> scores() {
        if (!isDone()) {
            throw new IllegalStateException("scores: unfinished (expected: advance() until it answers false)");
        }
        return List.copyOf(scores);
    }

    private boolean isDone() {
        return contextDone == context.length && piecesDone == pieces.size();
    }

    private static int pieceTokens(LoopLm model, int recurrentSteps) {
        return Math.max(
                1, LOGITS / Math.multiplyExact(recurrentSteps, model.config().vocabSize()));
    }

    private void advanceContext() {
        int end = Math.min(contextDone + CONTEXT_CHUNK, context.length);
        PrefillResult result = model.prefill(cache, Arrays.copyOfRange(context, contextDone, end), contextDone);
        contextDone = end;
        if (end == context.length) {
            scoreFirstTokens(result);
        }
    }

    private void scoreFirstTokens(PrefillResult context) {
        int steps = cache.planes();
        int width = model.config().hiddenSize();
        var states = new float[steps * width];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(context.states()[t], 0, states, t * width, width);
        }
        long[] targets = continuations.stream().mapToLong(tokens -> tokens[0]).toArray();
        try (NDManager scope = model.manager().newSubManager();
                var arguments = new CallArguments()) {
            arguments
                    .add(scope.create(states, new Shape(steps, 1, width)))
                    .add(scope.create(targets, new Shape(1, targets.length)));
            NDList out = model.callWithWeights(scope, "likelihood", arguments);
            float[] chosen = out.get(0).toFloatArray();
            float[] best = out.get(1).toFloatArray();
            for (int t = 0; t < steps; t++) {
                for (int c = 0; c < targets.length; c++) {
                    int at = t * targets.length + c;
                    scores.get(c).put(t, 0, chosen[at], best[at] != 0, context.gateLogits()[t]);
                }
            }
        }
    }

    private void score(Piece piece) {
        List<Fed> fed = piece.fed();
        try (NDManager scope = model.manager().newSubManager();
                var arguments = new CallArguments()) {
            long[] positions =
                    fed.stream().mapToLong(f -> context.length + f.index()).toArray();
            arguments
                    .add(scope.create(tokens(fed, 0)))
                    .add(scope.create(positions))
                    .add(scope.create(piece.owners(context.length)))
                    .add(scope.create(tokens(fed, 1), new Shape(fed.size(), 1)))
                    .add(cache.tensor());
            NDList out = model.call(scope, "score", arguments);
            float[] chosen = out.get(0).toFloatArray();
            float[] best = out.get(1).toFloatArray();
            float[] gates = out.get(2).toFloatArray();
            for (int i = 0; i < chosen.length; i++) {
                Fed at = fed.get(i % fed.size());
                scores.get(at.continuation()).put(i / fed.size(), at.index() + 1, chosen[i], best[i] != 0, gates[i]);
            }
        }
    }

    /** The fed tokens themselves, or those {@code ahead} of them. */
    private long[] tokens(List<Fed> fed, int ahead) {
        return fed.stream()
                .mapToLong(f -> continuations.get(f.continuation())[f.index() + ahead])
                .toArray();
    }
}
