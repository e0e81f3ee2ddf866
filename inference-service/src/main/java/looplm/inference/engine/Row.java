package looplm.inference.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.ChunkResult;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.model.TickResult.RowResult;
import looplm.inference.engine.token.TokenDetails.StepDetails;
import looplm.inference.engine.token.TokenReading;
import looplm.inference.engine.token.TokenReport;
import org.jspecify.annotations.Nullable;

/** A place for one in-flight token of one sequence. Engine thread only. */
final class Row {

    private final int index;
    private @Nullable Sequence sequence;
    private long blocks;
    private int planes;
    private int prefilled;
    private int token;
    private int position;
    private int recurrentStep;
    private float cdf;
    private float survival;

    /** What the steps of the token in flight said, if it is traced. */
    private final List<StepDetails> steps = new ArrayList<>();

    Row(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }

    boolean free() {
        return sequence == null;
    }

    /** The sequence it works for. */
    Sequence sequence() {
        if (sequence == null) {
            throw new IllegalStateException("row " + index + ": free (expected: taken)");
        }
        return sequence;
    }

    /**
     * @param reserved blocks of memory that are reserved for it
     * @param prefillSteps D
     */
    void take(Sequence next, long reserved, int prefillSteps) {
        if (sequence != null) {
            throw new IllegalStateException("row " + index + ": taken (expected: free)");
        }
        sequence = next;
        blocks = reserved;
        planes = prefillSteps;
        prefilled = 0;
    }

    /** @return the blocks that were reserved for it */
    long clear() {
        sequence = null;
        steps.clear();
        return blocks;
    }

    /** D, the planes of its cache. */
    int planes() {
        return planes;
    }

    /** Whether part of its prompt has not run yet. */
    boolean prefilling() {
        return sequence != null && prefilled < sequence.request().promptTokens().length;
    }

    /** Whether it has a token in flight. */
    boolean decoding() {
        return sequence != null && !prefilling();
    }

    /** Recurrent steps that its token in flight has run. */
    int executedSteps() {
        return decoding() ? recurrentStep : 0;
    }

    /** Part of its prompt came from a page. */
    void loaded(KvPage page) {
        prefilled = page.end();
        sequence().cached(page.positions());
    }

    /** The next part of its prompt; chunks end on the grid wherever they start. */
    PrefillChunk nextChunk(int size, StepBounds depth) {
        AnswerRequest request = sequence().request();
        int[] prompt = request.promptTokens();
        int end = Math.min((prefilled / size + 1) * size, prompt.length);
        int[] tokens = Arrays.copyOfRange(prompt, prefilled, end);
        boolean told = end == prompt.length && request.handling().report().trace();
        return new PrefillChunk(index, tokens, prefilled, planes, prompt.length, request.positions(), depth, told);
    }

    /** A chunk has run. */
    void prefilled(PrefillChunk chunk) {
        prefilled = chunk.end();
        sequence().prefilled(chunk.tokens().length);
    }

    /** The prompt is there: it decides the first token. */
    void begin(ChunkResult result) {
        position = sequence().request().promptTokens().length;
        result.steps().forEach(this::trace);
        go(sequence().read(result.logits(), result.exitStep(), false, List.copyOf(steps)));
    }

    RowStep nextStep(StepBounds depth) {
        boolean told = sequence().request().handling().report().trace();
        return new RowStep(index, token, position, recurrentStep, cdf, survival, depth, told);
    }

    /**
     * A step has run; a token that leaves is read, and the next one starts in the same tick.
     *
     * @return whether it left
     */
    boolean ticked(RowResult result) {
        sequence().executed();
        recurrentStep++;
        cdf = result.cdf();
        survival = result.survival();
        trace(result);
        if (result.exited()) {
            int exitStep = recurrentStep;
            position++;
            recurrentStep = 0;
            go(sequence().read(result.logits(), exitStep, true, List.copyOf(steps)));
        }
        return result.exited();
    }

    private void trace(RowResult result) {
        if (sequence().request().handling().report().trace()) {
            float exitProbability = (float) (1 / (1 + Math.exp(-result.gateLogit())));
            steps.add(new StepDetails(
                    exitProbability, result.cdf(), TokenReading.top(result.logits(), TokenReport.TRACED_TOKENS)));
        }
    }

    /** Puts the next token in flight at {@code position}, before its first recurrent step. */
    private void go(OptionalInt next) {
        steps.clear();
        recurrentStep = 0;
        cdf = 0;
        survival = 1;
        if (next.isPresent()) {
            token = next.getAsInt();
        }
    }
}
