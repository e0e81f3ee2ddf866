package looplm.inference.engine;

import java.util.Arrays;
import java.util.OptionalInt;
import looplm.inference.engine.Batch.PrefillChunk;
import looplm.inference.engine.Batch.RowStep;
import looplm.inference.engine.TickResult.RowResult;
import org.jspecify.annotations.Nullable;

/** A place for one in-flight token of one sequence. Engine thread only. */
final class Row {

    private final int index;
    private @Nullable Sequence sequence;
    private int prefilled;
    private int token;
    private int position;
    private int recurrentStep;
    private float cdf;
    private float survival;

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

    void take(Sequence next) {
        sequence = next;
        prefilled = 0;
    }

    void clear() {
        sequence = null;
    }

    /** Whether part of its prompt has not run yet. */
    boolean prefilling() {
        return sequence != null && prefilled < sequence.request().promptTokens().length;
    }

    /** Whether it has a token in flight. */
    boolean decoding() {
        return sequence != null && !prefilling();
    }

    PrefillChunk nextChunk(int size, int planes) {
        GenerationRequest request = sequence().request();
        int[] prompt = request.promptTokens();
        int end = Math.min(prefilled + size, prompt.length);
        int[] tokens = Arrays.copyOfRange(prompt, prefilled, end);
        int positions = prompt.length + request.maxTokens();
        return new PrefillChunk(index, tokens, prefilled, planes, positions, request.depth());
    }

    /** A chunk has run; the last one decides the first token. */
    void prefilled(PrefillChunk chunk, PrefillResult result) {
        prefilled = chunk.start() + chunk.tokens().length;
        sequence().prefilled(chunk.tokens().length);
        if (!prefilling()) {
            position = prefilled;
            go(sequence().read(result.logits(), result.exitStep(), false));
        }
    }

    RowStep nextStep() {
        return new RowStep(
                index,
                token,
                position,
                recurrentStep,
                cdf,
                survival,
                sequence().request().depth());
    }

    /** A step has run; a token that leaves is read, and the next one starts in the same tick. */
    void ticked(RowResult result) {
        sequence().executed();
        recurrentStep++;
        cdf = result.cdf();
        survival = result.survival();
        if (result.exited()) {
            position++;
            go(sequence().read(result.logits(), recurrentStep, true));
        }
    }

    /** Puts the next token in flight at {@code position}, before its first recurrent step. */
    private void go(OptionalInt next) {
        if (next.isPresent()) {
            token = next.getAsInt();
            recurrentStep = 0;
            cdf = 0;
            survival = 1;
        }
    }
}
