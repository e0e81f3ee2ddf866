package looplm.inference.engine.model;

import java.util.List;

/**
 * What a chunk of a prompt left at its last position.
 *
 * @param exitStep step (from 1) that the request's depth bounds select there
 * @param logits [V] after that step; empty unless the chunk is the last of its prompt
 * @param steps the steps 1 .. exitStep; empty unless the chunk was to be told
 */
public record ChunkResult(int exitStep, float[] logits, List<TickResult.RowResult> steps) {

    public ChunkResult {
        steps = List.copyOf(steps);
    }

    /** A chunk that was not to be told. */
    public ChunkResult(int exitStep, float[] logits) {
        this(exitStep, logits, List.of());
    }
}
